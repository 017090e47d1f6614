package io.tandem.lb.control;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.lb.trace.LatencyHistogram;
import io.tandem.net.EventLoop;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LbCommandsTest {
    private final EventLoop loop = EventLoop.open("lb-commands-test");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LatencyHistogram latency = new LatencyHistogram();
    private final Map<String, ControlCommand> commands = new HashMap<>();

    private final LbFacts facts = new LbFacts() {
        @Override public EventLoop loop() {
            return loop;
        }

        @Override public Map<String, Long> counters() {
            Map<String, Long> counters = new LinkedHashMap<>();
            counters.put("forwarded.inward.request", 7L);
            counters.put("answered.403 Forbidden", 2L);
            counters.put("answered.403 Try again later", 1L);
            counters.put("dropped.malformed", 3L);
            return counters;
        }

        @Override public Map<String, Long> connections() {
            return Map.of("tcp", 4L);
        }

        @Override public List<String> sockets() {
            return List.of("udp:192.0.2.1:5060");
        }
    };

    LbCommandsTest() {
        registry.gauge("tandem.lb.screen.bans.active", 5);
        registry.counter("tandem.lb.dropped", "reason", "malformed", "service", "lb").increment();
        registry.counter("tandem.lb.stream.ended", "why", "idle", "service", "lb").increment();
        new LbCommands(facts, latency, registry).commands().forEach(command -> commands.put(command.name(), command));
    }

    @AfterEach void close() {
        loop.close();
    }

    @Test void statsShowsEverythingThatIsCounted() throws ControlFault {
        assertThat(call("stats")).isEqualTo(Map.of("forwarded.inward.request", 7L, "answered.403 Forbidden", 2L,
            "answered.403 Try again later", 1L, "dropped.malformed", 3L,
            "connections.tcp", 4L,
            "screen.bans.active", 5L, "stream.ended.idle", 1L));
        assertThat(call("stats", "dropped")).isEqualTo(Map.of("dropped.malformed", 3L));
    }

    @Test void getStatisticsWritesAsKamailioDoes() throws ControlFault {
        assertThat(call("stats.get_statistics", "all")).asInstanceOf(InstanceOfAssertFactories.LIST)
            .contains("forwarded:inward.request = 7", "dropped:malformed = 3").contains("screen:bans.active = 5").hasSize(7);
        assertThat(call("stats.get_statistics", "dropped:")).isEqualTo(List.of("dropped:malformed = 3"));
    }

    @Test void ownAnswersAreCountedByClassAndStatus() throws ControlFault {
        assertThat(call("sl.stats")).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("4xx", 3L).containsEntry("403", 3L).containsEntry("2xx", 0L);
    }

    @Test void connectionsAndSocketsAreListed() throws ControlFault {
        assertThat(call("core.tcp_info")).isEqualTo(Map.of("opened_connections", 4L, "tcp", 4L));
        assertThat(call("core.sockets_list")).isEqualTo(List.of("udp:192.0.2.1:5060"));
    }

    @Test void latencyIsToldInMicroseconds() throws ControlFault {
        latency.record(2_000, 1);
        assertThat(call("stats.latency")).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("messages", 1L).containsEntry("max", 2.0);
    }

    @Test void theLoopAnswersForItself() throws ControlFault {
        assertThat(call("stats.loop")).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("received", 0L).containsKey("answered_after_us");
    }

    @Test void thereAreNoTransactionsToCount() {
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> call("tm.stats")).withMessageContaining("stateless");
    }

    @Test void gaugesShowConnections() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new LbGauges(facts).bindTo(registry);
        assertThat(registry.get("tandem.lb.connections.open").tag("protocol", "tcp").gauge().value()).isEqualTo(4);
        assertThat(registry.get("tandem.lb.connections.open").tag("protocol", "wss").gauge().value()).isZero();
    }

    private Object call(String name, Object... parameters) throws ControlFault {
        return commands.get(name).call(List.of(parameters));
    }
}
