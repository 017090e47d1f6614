package io.tandem.lb;

import io.tandem.platform.role.Drainable;
import io.tandem.platform.role.NodeRole;
import io.tandem.platform.role.RoleListener;

/** What follows from the role of a node of a pair. The thread that reads the role. */
record LbRole(LbEdge edge) implements RoleListener, Drainable {
    @Override
    public void onRole(NodeRole role) {
        edge.loop().execute(() -> edge.proxies().afresh(!role.holds()));
    }

    @Override
    public void drain(boolean now) {
        edge.proxies().drain(now);
    }
}
