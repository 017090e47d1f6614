package io.tandem.relay.offload;

import java.util.ArrayList;
import java.util.List;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.FlowCounters;
import io.tandem.relay.pipeline.RelaySocket;
import org.jspecify.annotations.Nullable;

/** A port as {@link Offload} sees it: the flow that is in the kernel, and what of its counters has been taken over. Media loop. */
final class KernelPort {
    final RelaySocket socket;
    /** Null while packets pass through user space, as is the exit. */
    @Nullable Flow flow;
    @Nullable RelaySocket exit;
    /** Ports whose flows leave by this one. */
    final List<KernelPort> feeders = new ArrayList<>(2);
    long enteredNanos;
    /** Packets received when the last flow was pulled: one more must pass the host's firewall before the next. */
    long packetsAtPull;
    private long packets;
    private long bytes;
    private long errors;

    KernelPort(RelaySocket socket) {
        this.socket = socket;
    }

    void enter(Flow newFlow, RelaySocket newExit, long nowNanos) {
        flow = newFlow;
        exit = newExit;
        enteredNanos = nowNanos;
        packets = 0;
        bytes = 0;
        errors = 0;
    }

    void leave() {
        flow = null;
        exit = null;
        packetsAtPull = socket.received().packets();
    }

    /** What came since the last time goes into the port's own figures. */
    void take(FlowCounters counters, RelaySocket to, long nowNanos) {
        long newPackets = counters.packets - packets;
        long newBytes = counters.bytes - bytes;
        if (counters.errors != errors) socket.droppedByKernel(counters.errors - errors);
        errors = counters.errors;
        if (newPackets <= 0) return;
        packets = counters.packets;
        bytes = counters.bytes;
        socket.relayedByKernel(newPackets, newBytes, to, nowNanos);
        if (counters.ssrc != 0) {
            socket.sources().onRelayed(counters.ssrc, newPackets, newBytes, counters.sequence, counters.timestamp, counters.jitterScaled,
                    nowNanos);
        } else {
            socket.sources().onUnseen(newPackets, newBytes, nowNanos);
        }
    }
}
