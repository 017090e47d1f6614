package io.tandem.relay.kernel;

import java.util.Optional;

import io.tandem.relay.os.Endpoint;

/** The flows of one media loop in the kernel. That loop's thread only. */
public interface KernelPath {
    /** From now on the kernel passes this flow on; it replaces one of the same local address.
     * @return empty, or why the flow stays in user space */
    Optional<UserSpaceReason> insert(Flow flow);

    /** From now on what arrives there comes to user space, also if it was inserted by an earlier run of the service. Nothing happens if
     * there is no flow. What was counted is lost: read it before. */
    void remove(Endpoint local);

    /** The counters of a flow that is in. */
    void read(Endpoint local, FlowCounters into);

    /** The same, exact to the packet, before the flow is removed. */
    default void readLast(Endpoint local, FlowCounters into) {
        read(local, into);
    }

    /** Would the flow still leave the same way? Routes and devices may have changed. */
    boolean isCurrent(Flow flow);

    /** Have routes or devices changed since the last call? Then ask {@link #isCurrent} of every flow. */
    boolean routesChanged();
}
