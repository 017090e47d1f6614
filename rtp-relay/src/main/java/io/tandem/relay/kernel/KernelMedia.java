package io.tandem.relay.kernel;

import java.time.Duration;

/** The kernel path of a relay: opened at the start, closed at the end. */
public interface KernelMedia extends AutoCloseable {
    /** For logs and health: how packets are taken. */
    String name();

    /** The flows of one more media loop. */
    KernelPath path();

    /** Flows should not be moved for a check of the firewall more often than that. */
    default Duration shortestCheck() {
        return Duration.ZERO;
    }

    /** Looks after devices that came or went, and flows that an earlier run left. Control thread, once a second. */
    void everySecond();

    /** Leaves nothing in the kernel, unless settings say that flows outlive the service. Paths must not be used any more. */
    @Override
    void close();
}
