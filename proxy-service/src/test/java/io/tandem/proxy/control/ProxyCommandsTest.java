package io.tandem.proxy.control;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.platform.control.ControlCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProxyCommandsTest {
    private final AtomicInteger woken = new AtomicInteger();
    private final Map<String, ControlCommand> commands = new HashMap<>();

    ProxyCommandsTest() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("tm.current", 3L);
        counters.put("calls.current", 2L);
        new ProxyCommands(() -> counters, woken::incrementAndGet).commands().forEach(command -> commands.put(command.name(), command));
    }

    @Test void whatIsCountedIsShown() throws Exception {
        assertThat(commands.get("stats").call(List.of())).isEqualTo(Map.of("tm.current", 3L, "calls.current", 2L));
        assertThat(commands.get("stats.get_statistics").call(List.of("all"))).isEqualTo(List.of("tm:current = 3", "calls:current = 2"));
        assertThat(commands.get("tm.stats").call(List.of())).isEqualTo(Map.of("current", 3L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lcr.reload", "permissions.trustedReload", "domain.reload", "dialplan.reload"})
    void reloadCommandsLetProvisioningChangesActAtOnce(String name) throws Exception {
        commands.get(name).call(List.of());
        assertThat(woken).hasValue(1);
    }
}
