package io.tandem.proxy.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.ClosedFlow;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.location.Refreshed;
import io.tandem.sip.message.SipUri;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LocationCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");

    private final List<Binding> stored = new ArrayList<>(List.of(binding("r1", "sip:alice@192.0.2.1:5060"), binding("r2", "sip:alice@192.0.2.2:5060")));
    private final Map<String, ControlCommand> commands = new HashMap<>();
    private boolean redisIsAway;

    LocationCommandsTest() {
        Locations locations = new Locations() {
            @Override public CompletionStage<List<Binding>> find(AddressOfRecord owner) {
                return redisIsAway ? CompletableFuture.failedStage(new IllegalStateException("connection refused"))
                    : CompletableFuture.completedStage(owner.toString().equals("alice@example.org") ? List.copyOf(stored) : List.of());
            }

            @Override public CompletionStage<Refreshed> refresh(AddressOfRecord owner, Binding binding) {
                throw new AssertionError("no command refreshes " + binding);
            }

            @Override public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> more, List<String> removed) {
                stored.removeIf(binding -> removed.contains(binding.ruid()));
                return CompletableFuture.completedStage(null);
            }

            @Override public CompletionStage<Long> flowsClosed(List<ClosedFlow> flows) {
                return CompletableFuture.completedStage(0L);
            }
        };
        new LocationCommands(locations, () -> NOW).commands().forEach(command -> commands.put(command.name(), command));
    }

    @Test void aSubscribersBindingsAreShown() throws ControlFault {
        Map<?, ?> found = (Map<?, ?>) call("ul.lookup", "location", "alice@Example.org");
        assertThat(found.get("AoR")).isEqualTo("alice@example.org");
        assertThat((List<?>) found.get("Contacts")).hasSize(2).first().asInstanceOf(InstanceOfAssertFactories.MAP)
            .containsEntry("Address", "sip:alice@192.0.2.1:5060").containsEntry("Expires", 60L).containsEntry("Received", "sip:192.0.2.1:5060");
    }

    @Test void allBindingsOrOneAreRemoved() throws ControlFault {
        assertThat(call("ul.rm_contact", "location", "alice@example.org", "sip:alice@192.0.2.1:5060")).isEqualTo(Map.of("removed", 1));
        assertThat(stored).extracting(Binding::ruid).containsExactly("r2");
        assertThat(call("ul.rm", "location", "alice@example.org")).isEqualTo(Map.of("removed", 1));
        assertThat(stored).isEmpty();
    }

    @Test void whatIsNotThereIsAFault() {
        fault(404, "ul.lookup", "location", "bob@example.org");
        fault(404, "ul.lookup", "aliases", "alice@example.org");
        fault(400, "ul.lookup", "location", "alice");
        fault(400, "ul.lookup", "location");
        fault(404, "ul.rm_contact", "location", "alice@example.org", "sip:other@x");
    }

    @Test void withoutRedisItIsAFaultThatSaysSo() {
        redisIsAway = true;
        assertThat(fault(500, "ul.lookup", "location", "alice@example.org")).contains("connection refused");
    }

    private String fault(int code, String name, Object... parameters) {
        List<String> text = new ArrayList<>();
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> call(name, parameters)).matches(fault -> fault.code() == code)
            .satisfies(fault -> text.add(fault.text()));
        return text.getFirst();
    }

    private Object call(String name, Object... parameters) throws ControlFault {
        return commands.get(name).call(List.of(parameters));
    }

    private static Binding binding(String ruid, String contact) {
        return new Binding(ruid, SipUri.parse(contact), "sip:192.0.2.1:5060", List.of(), Optional.of(NOW.plusSeconds(60)), "", "call", 1, NOW, "phone",
            "udp:198.51.100.1:5060", "", "", 0);
    }
}
