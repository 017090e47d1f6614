package io.tandem.platform.control.rpc;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The examples of jsonrpc.org/specification, section 7, with commands of that shape. */
class JsonRpcTest {
    private final CommandTable commands = CommandTable.withBuiltIns("test", Clock.systemUTC());
    private final JsonRpc rpc = new JsonRpc(commands);
    private final AtomicInteger updates = new AtomicInteger();

    @BeforeEach void commands() {
        commands.register(List.of(
            ControlCommand.of("subtract", "", p -> p.integer(0, "minuend") - p.integer(1, "subtrahend")),
            ControlCommand.of("update", "", _ -> updates.incrementAndGet()),
            ControlCommand.of("echo", "", p -> p.values()),
            ControlCommand.of("fail", "", _ -> {
                throw ControlFault.notFound("no such thing");
            })));
    }

    @Test void aCallIsAnsweredWithItsId() {
        assertThat(answer("{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [42, 23], \"id\": 1}"))
            .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":19,\"id\":1}");
        assertThat(answer("{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [23, 42], \"id\": \"b\"}"))
            .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":-19,\"id\":\"b\"}");
    }

    @Test void everyKindOfValueComesThrough() {
        commands.register(List.of(ControlCommand.of("kinds", "", _ -> List.of(Instant.EPOCH, new byte[] {1, 2, 3}, Optional.empty(), Map.of("k", true)))));
        assertThat(answer("{\"jsonrpc\":\"2.0\",\"method\":\"kinds\",\"id\":null}"))
            .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":[\"1970-01-01T00:00:00Z\",\"AQID\",null,{\"k\":true}],\"id\":null}");
        assertThat(answer("{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[1,2.5,\"x\",true,null,[1],{\"a\":{}}],\"id\":0}"))
            .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":[1,2.5,\"x\",true,null,[1],{\"a\":{}}],\"id\":0}");
    }

    @Test void aNotificationIsDoneAndNotAnswered() {
        assertThat(rpc.answer(bytes("{\"jsonrpc\": \"2.0\", \"method\": \"update\", \"params\": [1,2,3,4,5]}"))).isEmpty();
        assertThat(rpc.answer(bytes("{\"jsonrpc\": \"2.0\", \"method\": \"foobar\"}"))).isEmpty();
        assertThat(updates).hasValue(1);
    }

    @Test void anUnknownMethodIsAnError() {
        assertThat(answer("{\"jsonrpc\": \"2.0\", \"method\": \"foobar\", \"id\": \"1\"}")).contains("\"code\":-32601").contains("foobar")
            .contains("\"id\":\"1\"");
    }

    @Test void aFaultOfTheCommandIsItsErrorCode() {
        assertThat(answer("{\"jsonrpc\": \"2.0\", \"method\": \"fail\", \"id\": 7}"))
            .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":404,\"message\":\"no such thing\"},\"id\":7}");
    }

    @Test void brokenJsonIsAParseError() {
        assertThat(answer("{\"jsonrpc\": \"2.0\", \"method\": \"foobar, \"params\": \"bar\", \"baz]")).contains("\"code\":-32700").contains("\"id\":null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"jsonrpc\": \"2.0\", \"method\": 1, \"params\": \"bar\"}", "[]", "1", "\"x\"", "null", "{}",
        "{\"jsonrpc\":\"1.0\",\"method\":\"update\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"update\",\"id\":{}}"})
    void whatIsNoCallIsAnInvalidRequest(String body) {
        assertThat(answer(body)).contains("\"code\":-32600").contains("\"id\":null");
        assertThat(updates).hasValue(0);
    }

    @Test void parametersByNameAreRefused() {
        assertThat(answer("{\"jsonrpc\":\"2.0\",\"method\":\"update\",\"params\":{\"a\":1},\"id\":1}")).contains("\"code\":-32602").contains("\"id\":1");
    }

    @Test void aBatchIsAnsweredAsABatchWithoutItsNotifications() {
        String answer = answer("""
            [{"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
             {"jsonrpc": "2.0", "method": "update", "params": [7]},
             {"foo": "boo"},
             {"jsonrpc": "2.0", "method": "foo.get", "params": [], "id": "5"}]""");
        assertThat(answer).startsWith("[{\"jsonrpc\":\"2.0\",\"result\":19,\"id\":\"2\"},{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600").contains("-32601");
        assertThat(updates).hasValue(1);
    }

    @Test void aBatchOfNotificationsIsNotAnswered() {
        assertThat(rpc.answer(bytes("[{\"jsonrpc\":\"2.0\",\"method\":\"update\"},{\"jsonrpc\":\"2.0\",\"method\":\"update\"}]"))).isEmpty();
        assertThat(updates).hasValue(2);
    }

    @Test void aBatchThatIsTooLongIsRefusedWhole() {
        String many = IntStream.range(0, 65).mapToObj(_ -> "{\"jsonrpc\":\"2.0\",\"method\":\"update\",\"id\":1}").collect(Collectors.joining(",", "[", "]"));
        assertThat(answer(many)).contains("-32600");
        assertThat(updates).hasValue(0);
    }

    @Test void nestingAndNumbersHaveLimits() {
        assertThat(answer("{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":" + "[".repeat(50) + "]".repeat(50) + ",\"id\":1}")).contains("-32700");
        assertThat(answer("{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[99999999999999999999],\"id\":1}")).contains("-32602");
    }

    private String answer(String body) {
        return new String(rpc.answer(bytes(body)).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
