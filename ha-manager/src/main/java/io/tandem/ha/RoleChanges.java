package io.tandem.ha;

import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.control.RoleSocket;
import io.tandem.ha.drain.Drainage;
import io.tandem.ha.store.Stores;
import org.jspecify.annotations.Nullable;

/** Leads changes of the role to the stores, and then to the services' socket, which opens after the role has begun. */
final class RoleChanges implements Drainage {
    private static final long NONE = -1;
    private final Stores stores;
    private volatile @Nullable RoleSocket socket;
    /** Period in which this node is active and its stores have had their time to follow. */
    private volatile long ready = NONE;

    RoleChanges(Stores stores) { this.stores = stores; }

    void to(RoleSocket opened) { socket = opened; }

    /** Services hear of each change at once; of an active node first that it is being promoted, and that it is active when its stores have
     * followed or had their time. */
    void tell(NodeStatus status) {
        push();
        stores.follow(status);
        if (status.state() == NodeState.ACTIVE) ready = status.epoch();
        push();
    }

    /** What services are told meanwhile: a node whose stores do not follow yet has the addresses and is not active. */
    NodeStatus shown(NodeStatus status) {
        if (status.state() != NodeState.ACTIVE || status.epoch() == ready) return status;
        String detail = status.detail() + "; its stores are being promoted";
        return new NodeStatus(status.node(), NodeState.PROMOTING, status.epoch(), status.since(), detail);
    }

    /** Without a socket there is no service. */
    @Override public void begin(Runnable quiet) {
        RoleSocket open = socket;
        if (open == null) quiet.run();
        else open.begin(quiet);
    }

    @Override public void end() {
        RoleSocket open = socket;
        if (open != null) open.end();
    }

    private void push() {
        RoleSocket open = socket;
        if (open != null) open.changed();
    }
}
