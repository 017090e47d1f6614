package io.tandem.lb.guard;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.tandem.platform.control.ControlFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** The commands as Kamailio's tools send them; here without Redis, which they do not need. */
class HtableCommandsIT {

    private final Node node = new Node("lb", "redis://127.0.0.1:1");

    @AfterEach
    void close() {
        node.close();
    }

    private static List<?> slots(Object dump) {
        return ((List<?>) dump).stream().flatMap(entry -> ((List<?>) ((Map<?, ?>) entry).get("slot")).stream()).toList();
    }

    @Test
    void bannedAddressesAreDumpedAndDeleted() throws ControlFault {
        assertThat(node.command("htable.dump", "ipban")).isEqualTo(List.of());
        node.command("htable.sets", "ipban", "192.0.2.7", 1L);
        node.command("htable.sets", "ipban", "2001:db8::5");
        assertThat(slots(node.command("htable.dump", "ipban"))).extracting("name", "value").containsExactlyInAnyOrder(
                tuple("192.0.2.7", 1L), tuple("2001:db8:0:0:0:0:0:0", 1L));
        assertThat(node.bans("192.0.2.7")).isTrue();
        assertThat((Map<?, ?>) node.command("htable.get", "ipban", "192.0.2.7")).extracting("reason", "number").containsExactly("operator", 1);
        node.command("htable.delete", "ipban", "192.0.2.7");
        assertThat(node.bans("192.0.2.7")).isFalse();
        assertThatThrownBy(() -> node.command("htable.delete", "ipban", "192.0.2.7")).isInstanceOf(ControlFault.class).hasMessageContaining("not found");
        assertThatThrownBy(() -> node.command("htable.get", "ipban", "192.0.2.7")).isInstanceOf(ControlFault.class);
        node.command("htable.flush", "ipban");
        assertThat(node.command("htable.dump", "ipban")).isEqualTo(List.of());
    }

    @Test
    void accountsAreDumpedAsTheOriginalDoesAndDeletedByAnyOfTheirKeys() throws ControlFault {
        node.fails("alice@example.org", "192.0.2.7", 4);
        node.fails("alice@example.org", "192.0.2.8", 1);
        node.fails("bob@example.org", "192.0.2.7", 2);
        assertThat(slots(node.command("htable.dump", "auth"))).extracting("name")
                .containsExactlyInAnyOrder("alice@example.org::auth_count", "alice@example.org::last_auth", "bob@example.org::auth_count",
                        "bob@example.org::last_auth");
        assertThat(slots(node.command("htable.dump", "auth"))).filteredOn("name", "alice@example.org::auth_count").extracting("value").containsExactly(4L);
        assertThat(slots(node.command("htable.dump", "auth"))).filteredOn("name", "bob@example.org::last_auth").extracting("value")
                .allSatisfy(value -> assertThat((Long) value).isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 1));
        assertThat(node.refuses("alice@example.org", "192.0.2.7")).isTrue();
        node.command("htable.delete", "auth", "alice@example.org::auth_count");
        assertThat(node.refuses("alice@example.org", "192.0.2.7")).isFalse();
        assertThat(slots(node.command("htable.dump", "auth"))).hasSize(2);
        node.command("htable.flush", "auth");
        assertThat(node.command("htable.dump", "auth")).isEqualTo(List.of());
    }

    @Test
    void nonsenseIsAFault() {
        assertThatThrownBy(() -> node.command("htable.dump")).isInstanceOf(ControlFault.class);
        assertThatThrownBy(() -> node.command("htable.dump", "peer_probe")).isInstanceOf(ControlFault.class).hasMessageContaining("No such htable");
        assertThatThrownBy(() -> node.command("htable.sets", "ipban", "example.org")).isInstanceOf(ControlFault.class).hasMessageContaining("no address");
        assertThatThrownBy(() -> node.command("htable.sets", "auth", "x")).isInstanceOf(ControlFault.class);
    }

    @Test
    void countersHaveNames() throws ControlFault {
        assertThat(((Map<?, ?>) node.command("htable.stats")).keySet()).map(String::valueOf).contains("bans.active", "sources.throttled", "accounts.refused");
    }
}
