package io.tandem.b2bua;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import io.tandem.platform.TandemService;
import io.tandem.platform.warmup.WarmUp;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The service as it starts in production, between two scripted parties on loopback. */
class B2buaIT {
    private ConfigurableApplicationContext service;
    private UdpParty alice;
    private UdpParty bob;

    @BeforeEach void start() {
        service = TandemService.run("b2bua-service", B2buaService.class, "--server.port=0", "--tandem.b2bua.listen.port=0",
            "--tandem.b2bua.control.listen=127.0.0.1:0", "--tandem.secret=0123456789abcdef", "--tandem.warm-up.calls=10");
        var address = service.getBean(SipServer.class).localAddress();
        alice = new UdpParty(address);
        bob = new UdpParty(address);
    }

    @AfterEach void stop() {
        service.close();
        alice.close();
        bob.close();
    }

    @Test void aCallGoesThroughAndLeavesNothing() throws Exception {
        String from = "<sip:alice@example.org>;tag=a";
        alice.sends(invite("call-1", from));
        SipMessage invite = bob.expects("INVITE");
        assertThat(invite.callId()).isEqualTo("call-1_pbx-1");
        bob.answers(invite, 180);
        alice.expects("180");
        bob.answers(invite, 200);
        SipMessage ok = alice.expects("200");
        assertThat(ok.header("Contact")).contains("<sip:127.0.0.1:%d;transport=udp>".formatted(port()));
        String to = ok.header("To").orElseThrow();
        alice.sends(alice.request("ACK", "call-1", 1, from, to));
        bob.expects("ACK");
        assertThat(metric("tandem_calls")).isEqualTo("1.0");
        alice.sends(alice.request("BYE", "call-1", 2, from, to));
        alice.expects("200");
        bob.answers(bob.expects("BYE"), 200);
        eventually("tandem_calls", "0.0", Duration.ofSeconds(5));
        eventually("tandem_transactions_pending", "0.0", Duration.ofSeconds(5));
    }

    @Test void callsOfItsOwnWarmItUpAndAreNoneOfTheService() throws Exception {
        WarmUp warmUp = service.getBean(WarmUp.class);
        assertThat(warmUp.await(60_000)).isTrue();
        assertThat(warmUp.made()).isEqualTo(10);
        assertThat(metric("tandem_calls")).isEqualTo("0.0");
        assertThat(metric("tandem_transactions")).isEqualTo("0.0");
        aCallGoesThroughAndLeavesNothing();
    }

    @Test void onANodeThatDoesNotKnowItsRoleRequestsWait() throws Exception {
        service.close();
        service = TandemService.run("b2bua-service", B2buaService.class, "--server.port=0", "--tandem.b2bua.listen.port=0",
            "--tandem.b2bua.control.listen=127.0.0.1:0", "--tandem.secret=0123456789abcdef", "--tandem.role.socket=/nonexistent/role.sock");
        alice.close();
        alice = new UdpParty(service.getBean(SipServer.class).localAddress());
        alice.sends(alice.request("OPTIONS", "options-2", 1, "<sip:a@b>;tag=1", "<sip:127.0.0.1>"));
        assertThat(get("/actuator/health")).contains("\"role\"", "\"state\":\"standby\"", "\"status\":\"UP\"");
        service.getBean(SipServer.class).role(true);
        assertThat(alice.expectsAny().status()).isEqualTo(200);
    }

    @Test void malformedMessagesHarmNothing() throws Exception {
        for (String junk : new String[] {"", "\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "INVITE sip:x SIP/2.0\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n",
            "INVITE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCSeq: 1 INVITE\r\nFrom: <<<\r\nTo: ;;\r\nCall-ID: x\r\n\r\n",
            "\u0000\u0001\u0002\u0003\u0004\u0005"}) {
            alice.sends(junk);
        }
        alice.sends(alice.request("OPTIONS", "options-1", 1, "<sip:a@b>;tag=1", "<sip:127.0.0.1>"));
        SipMessage answer;
        do {
            answer = alice.expectsAny();
        } while (!answer.method().equals("OPTIONS"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(get("/actuator/health")).contains("\"status\":\"UP\"");
    }

    @Test void stoppingHangsUp() throws Exception {
        String from = "<sip:alice@example.org>;tag=a";
        alice.sends(invite("call-2", from));
        SipMessage invite = bob.expects("INVITE");
        bob.answers(invite, 200);
        SipMessage ok = alice.expects("200");
        alice.sends(alice.request("ACK", "call-2", 1, from, ok.header("To").orElseThrow()));
        bob.expects("ACK");
        Thread stopper = Thread.ofVirtual().start(service::close);
        alice.answers(alice.expects("BYE"), 200);
        SipMessage bye = bob.expects("BYE");
        bob.answers(bye, 200);
        assertThat(bye.header("Reason")).hasValueSatisfying(reason -> assertThat(reason).contains("Shutting down"));
        stopper.join();
    }

    private SipMessage invite(String callId, String from) {
        return alice.request("INVITE", callId, 1, from, "<sip:bob@example.org>").set("P-Proxy-Uri", "sip:" + bob.hostPort())
            .set("P-App-Name", "sbc").set("P-App-Param", "calltimer=21600").body("application/sdp", new byte[] {'v', '=', '0'});
    }

    private void eventually(String metric, String value, Duration patience) throws Exception {
        Instant deadline = Instant.now().plus(patience);
        while (!metric(metric).equals(value) && Instant.now().isBefore(deadline)) LockSupport.parkNanos(50_000_000);
        assertThat(metric(metric)).as(metric).isEqualTo(value);
    }

    private String metric(String name) throws Exception {
        return get("/actuator/prometheus").lines().filter(line -> line.startsWith(name + "{") && line.contains("service=\"b2bua-service\""))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1)).findFirst().orElse("absent");
    }

    private String get(String path) throws IOException, InterruptedException {
        String port = service.getEnvironment().getProperty("local.server.port", "");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), BodyHandlers.ofString()).body();
        }
    }

    private int port() {
        return service.getBean(SipServer.class).localAddress().getPort();
    }
}
