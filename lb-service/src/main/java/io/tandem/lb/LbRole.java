package io.tandem.lb;

import io.tandem.platform.role.Drainable;
import io.tandem.platform.role.NodeRole;
import io.tandem.platform.role.RoleListener;

/** What follows from the role of a node of a pair: calls begin while it is active and does not hand over. The thread that reads the role. */
final class LbRole implements RoleListener, Drainable {
    private final LbEdge edge;
    private boolean promoting;
    private boolean draining;

    LbRole(LbEdge edge) {
        this.edge = edge;
    }

    /** Between the addresses and the stores a proxy would have to refuse. */
    @Override
    public void onRole(NodeRole role) {
        edge.loop().execute(() -> edge.proxies().afresh(!role.holds()));
        promoting = role.holds() && !role.active();
        tell();
    }

    @Override
    public void drain(boolean now) {
        draining = now;
        tell();
    }

    private void tell() {
        edge.proxies().drain(promoting || draining);
    }
}
