package io.tandem.platform.control.http;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.http.HttpReply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ControlEndpointTest {
    private static final String LIST = "<methodCall><methodName>system.listMethods</methodName></methodCall>";

    private final CommandTable commands = CommandTable.withBuiltIns("test", Clock.systemUTC());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ControlEndpoint endpoint = new ControlEndpoint(commands, AllowedNetworks.of(List.of("10.0.0.1")), registry);

    @Test void xmlAndJsonAreToldApartByContentType() {
        assertThat(post("10.0.0.1", "text/xml; charset=UTF-8", LIST)).extracting(HttpReply::status, HttpReply::contentType)
            .containsExactly(200, "text/xml; charset=utf-8");
        assertThat(post("10.0.0.1", "application/json", "{\"jsonrpc\":\"2.0\",\"method\":\"core.version\",\"id\":1}"))
            .satisfies(reply -> assertThat(text(reply)).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"test (Tandem) unpackaged\",\"id\":1}"));
    }

    @Test void aNotificationHasAnEmptyAnswer() {
        assertThat(post("10.0.0.1", "application/json", "{\"jsonrpc\":\"2.0\",\"method\":\"core.version\"}"))
            .satisfies(reply -> assertThat(reply.status()).isEqualTo(204)).satisfies(reply -> assertThat(reply.body()).isEmpty());
    }

    @Test void strangersAreRefusedAndCounted() {
        assertThat(post("10.0.0.2", "text/xml", LIST).status()).isEqualTo(403);
        assertThat(registry.counter("tandem.control.requests", "outcome", "forbidden").count()).isEqualTo(1);
    }

    @Test void aWebPageCannotMakeABrowserCallUs() {
        assertThat(post("127.0.0.1", "text/plain", LIST).status()).isEqualTo(415);
        assertThat(post("127.0.0.1", "", LIST).status()).isEqualTo(415);
        assertThat(post("127.0.0.1", "application/x-www-form-urlencoded", LIST).status()).isEqualTo(415);
    }

    @Test void onlyPostIsServed() {
        assertThat(endpoint.serve(InetAddress.getLoopbackAddress(), "GET", "text/xml", new byte[0]).toCompletableFuture().join().status()).isEqualTo(405);
    }

    @Test void aBodyThatIsTooLargeIsRefused() {
        assertThat(post("127.0.0.1", "text/xml", " ".repeat(ControlEndpoint.MAX_BODY + 1)).status()).isEqualTo(413);
    }

    @Test void aMistakeInACommandIsAFaultAndNoMore() {
        commands.register(List.of(ControlCommand.of("bad", "", _ -> {
            throw new IllegalStateException("oops");
        }), ControlCommand.of("odd", "", _ -> new Object())));
        assertThat(text(post("127.0.0.1", "text/xml", LIST.replace("system.listMethods", "bad")))).contains("<int>500</int>").contains("oops");
        assertThat(text(post("127.0.0.1", "text/xml", LIST.replace("system.listMethods", "odd")))).contains("<int>500</int>");
    }

    @Test void callsBeyondTheLimitAreToldToComeAgain() {
        CountDownLatch hold = new CountDownLatch(1);
        commands.register(List.of(ControlCommand.of("wait", "", _ -> waiting(hold))));
        List<CompletableFuture<HttpReply>> running = IntStream.range(0, 64)
            .mapToObj(_ -> endpoint.serve(InetAddress.getLoopbackAddress(), "POST", "text/xml",
            LIST.replace("system.listMethods", "wait").getBytes(StandardCharsets.UTF_8)).toCompletableFuture()).toList();
        assertThat(post("127.0.0.1", "text/xml", LIST).status()).isEqualTo(503);
        hold.countDown();
        running.forEach(reply -> assertThat(reply.join().status()).isEqualTo(200));
    }

    private static boolean waiting(CountDownLatch hold) {
        try {
            hold.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return true;
    }

    @Test void twoCommandsOfOneNameAreAMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> commands.register(List.of(ControlCommand.of("core.uptime", "", _ -> 1))))
            .withMessageContaining("core.uptime");
    }

    private HttpReply post(String remote, String contentType, String body) {
        return endpoint.serve(InetAddress.ofLiteral(remote), "POST", contentType, body.getBytes(StandardCharsets.UTF_8)).toCompletableFuture().join();
    }

    private static String text(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }
}
