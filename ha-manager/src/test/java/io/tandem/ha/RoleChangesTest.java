package io.tandem.ha;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.store.StoreProperties;
import io.tandem.ha.store.Stores;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoleChangesTest {
    private final Stores stores = new Stores(new StoreProperties(null, null, Duration.ofSeconds(1), Duration.ofMillis(300), new StoreProperties.Nightly(false, "03:30", 1000)), "sp", Path.of("."),
        java.time.InstantSource.system());
    private final RoleChanges changes = new RoleChanges(stores);

    private static NodeStatus status(NodeState state, long epoch) { return new NodeStatus("sp1", state, epoch, Instant.EPOCH, ""); }

    @Test void servicesHearOfAnActiveNodeAfterItsStores() {
        assertThat(changes.shown(status(NodeState.ACTIVE, 4)).state()).isEqualTo(NodeState.PROMOTING);
        changes.tell(status(NodeState.ACTIVE, 4));
        assertThat(changes.shown(status(NodeState.ACTIVE, 4)).state()).isEqualTo(NodeState.ACTIVE);
        assertThat(changes.shown(status(NodeState.ACTIVE, 6)).state()).as("again, in another period").isEqualTo(NodeState.PROMOTING);
    }

    @Test void theEndOfARoleWaitsForNoStore() {
        changes.tell(status(NodeState.ACTIVE, 4));
        assertThat(changes.shown(status(NodeState.STANDBY, 5)).state()).isEqualTo(NodeState.STANDBY);
    }
}
