package io.tandem.proxy.control;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.snapshot.Preferences;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import io.tandem.proxy.probe.PeerConditions;
import io.tandem.proxy.probe.ProbeProperties;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PeerCommandsTest {
    private static final String KEY = "[2001:db8::1]:5061;transport=TLS";
    private final PeerConditions conditions = new PeerConditions(new ProbeProperties(Duration.ofSeconds(10), Duration.ofSeconds(5), 1, 1));
    private final PeerHost host = new PeerHost(1, "peer", "2001:db8::1", Optional.empty(), 5061, PeerHost.Transport.TLS, 1, Preferences.NONE,
            Optional.empty(), true);

    private Object call(String name, String... parameters) throws ControlFault {
        ControlCommand command = new PeerCommands(conditions).commands().stream().filter(known -> known.name().equals(name)).findFirst().orElseThrow();
        return command.call(List.of((Object[]) parameters));
    }

    @Test void serversThatAreProbedAreListedAndCanBeDeclaredUp() throws Exception {
        assertThat(call("htable.dump", "peer_probe")).isEqualTo(List.of());
        conditions.note(host, false);
        assertThat(call("htable.dump", "peer_probe")).isEqualTo(List.of(Map.of("entry", 0, "size", 1,
                "slot", List.of(Map.of("name", KEY, "value", "down", "type", "str")))));
        assertThat(conditions.isUp(host)).isFalse();
        assertThat(call("htable.delete", "peer_probe", KEY)).isEqualTo("ok");
        assertThat(conditions.isUp(host)).isTrue();
    }

    @Test void otherServersAndTablesAreNotFound() {
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> call("htable.delete", "peer_probe", KEY)).matches(fault -> fault.code() == 404)
                .withMessageContaining(KEY);
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> call("htable.dump", "ipban")).matches(fault -> fault.code() == 404);
    }
}
