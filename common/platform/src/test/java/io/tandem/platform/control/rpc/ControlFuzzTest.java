package io.tandem.platform.control.rpc;

import java.time.Clock;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever bytes come: a call or a fault, nothing else. */
class ControlFuzzTest {
    private static final JsonRpc JSON = json();

    private static JsonRpc json() {
        CommandTable commands = CommandTable.withBuiltIns("fuzz", Clock.systemUTC());
        commands.register(List.of(ControlCommand.of("echo", "", p -> p.values())));
        return new JsonRpc(commands);
    }

    @FuzzTest(maxDuration = "60s")
    void anXmlRpcCallIsReadOrRefused(byte[] data) {
        try {
            ControlCall call = XmlRpcReader.call(data);
            XmlRpcReader.response(XmlRpcWriter.response(call.parameters()));
        } catch (ControlFault refused) {
            assertThat(refused.code()).isEqualTo(ControlFault.UNREADABLE);
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anXmlRpcAnswerIsReadOrRefused(byte[] data) {
        try {
            assertThat(XmlRpcReader.response(data)).isNotNull();
        } catch (ControlFault refused) {
            assertThat(refused.text()).isNotNull();
        }
    }

    @FuzzTest(maxDuration = "30s")
    void aJsonRpcCallIsAnsweredOrANotification(byte[] data) {
        JSON.answer(data).ifPresent(answer -> assertThat(answer).isNotEmpty());
    }
}
