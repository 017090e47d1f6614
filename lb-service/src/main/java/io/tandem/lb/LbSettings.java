package io.tandem.lb;

import io.tandem.lb.egress.EgressProperties;
import io.tandem.lb.guard.ScreenSettings;
import io.tandem.lb.nat.NatProperties;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.lb.stream.StreamSettings;
import io.tandem.lb.target.TargetProperties;

/** Everything the load balancer is told.
 * @param secret of the node pair: branches and tags are made with it */
record LbSettings(ListenProperties listen, TargetProperties target, NatProperties nat, EgressProperties egress, ScreenSettings screens,
                  StreamSettings streams, IdentityProperties identity, String secret) {

    @Override
    public String toString() {
        return "LbSettings[" + listen + ", " + target + "]";
    }
}
