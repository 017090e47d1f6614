package io.tandem.ha;

import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.control.RoleSocket;
import org.jspecify.annotations.Nullable;

/** Leads changes of the role to the services' socket, which opens after the role has begun. Any thread. */
final class RoleChanges {
    private volatile @Nullable RoleSocket socket;

    void to(RoleSocket opened) { socket = opened; }

    void tell(NodeStatus status) {
        RoleSocket open = socket;
        if (open != null) open.changed();
    }
}
