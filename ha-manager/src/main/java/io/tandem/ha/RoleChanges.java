package io.tandem.ha;

import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.control.RoleSocket;
import io.tandem.ha.store.Stores;
import org.jspecify.annotations.Nullable;

/** Leads changes of the role to the stores, and then to the services' socket, which opens after the role has begun. */
final class RoleChanges {
    private final Stores stores;
    private volatile @Nullable RoleSocket socket;

    RoleChanges(Stores stores) { this.stores = stores; }

    void to(RoleSocket opened) { socket = opened; }

    /** Waits for the stores, not for long. */
    void tell(NodeStatus status) {
        stores.follow(status);
        RoleSocket open = socket;
        if (open != null) open.changed();
    }
}
