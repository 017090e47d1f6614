package io.tandem.relay.offload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.FlowCounters;
import io.tandem.relay.kernel.KernelPath;
import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.RelaySocket;
import org.jspecify.annotations.Nullable;

/** Moves the streams of one media loop into the kernel and back. Loop thread only. */
public final class Offload implements MediaLoop.Watch {
    /** Streams are moved and figures read for so long at a time: packets come first, and a process that does it for the first time is slow. */
    private static final long TURN_NANOS = 1_000_000;

    private final Map<RelaySocket, KernelPort> ports = new LinkedHashMap<>();
    private final Deque<KernelPort> waiting = new ArrayDeque<>();
    private final FlowCounters counters = new FlowCounters();
    private final KernelPath path;
    private final Conditions conditions;
    private final long checkNanos;
    private final LongSupplier clock;
    private boolean routesChanged;
    private int count;
    private volatile int flows;

    /** @param clock        the loop's
     *  @param trafficClass TOS octet of what is sent
     *  @param rtcp         RTCP moves, too
     *  @param check        how often a flow comes back for one packet; zero for never */
    public Offload(KernelPath path, LongSupplier clock, int trafficClass, boolean rtcp, Duration check) {
        this.path = path;
        this.clock = clock;
        this.conditions = new Conditions(trafficClass, rtcp);
        this.checkNanos = check.toNanos();
    }

    /** Streams in the kernel. Any thread. */
    public int flows() {
        return flows;
    }

    @Override
    public void opened(RelaySocket socket) {
        path.remove(socket.local()); // of an earlier run of the service
        ports.put(socket, new KernelPort(socket));
        socket.beforeChange(() -> pullAround(socket));
        socket.inUserSpace(Optional.of(UserSpaceReason.NO_RECEIVER));
    }

    @Override
    public void closing(List<RelaySocket> sockets) {
        List<KernelPort> ended = sockets.stream().map(ports::remove).filter(Objects::nonNull).toList();
        long nowNanos = clock.getAsLong();
        for (KernelPort port : ended) {
            if (port.flow != null) takeOut(port, port.flow);
            port.socket.beforeChange(() -> {});
        }
        for (KernelPort port : ended) {
            List.copyOf(port.feeders).forEach(feeder -> pull(feeder, nowNanos)); // those of ports that stay
        }
    }

    /** The flow stays in the kernel. */
    @Override
    public void counting(RelaySocket socket) {
        KernelPort port = ports.get(socket);
        if (port != null && port.flow != null) takeCounters(port, port.flow, clock.getAsLong(), true);
    }

    /** The flow of this port, and the ones that leave by it. */
    private void pullAround(RelaySocket socket) {
        KernelPort own = ports.get(socket);
        if (own == null) return;
        pull(own, clock.getAsLong());
        for (KernelPort feeder : List.copyOf(own.feeders)) {
            pull(feeder, clock.getAsLong());
        }
    }

    /** The flows stay in the kernel and are no longer looked after: the service ends, and another run will find them. */
    public void leave() {
        ports.clear();
        waiting.clear();
    }

    /** Once a second: figures come back, ports without obstacle move in; the first of some turns.
     * @return whether {@link #goOn} has to be called */
    public boolean everySecond() {
        waiting.clear();
        waiting.addAll(ports.values());
        routesChanged = path.routesChanged();
        return goOn();
    }

    /** The next turn.
     * @return whether there is another one */
    public boolean goOn() {
        long nowNanos = clock.getAsLong();
        long endNanos = nowNanos + TURN_NANOS;
        for (KernelPort port = waiting.poll(); port != null; port = waiting.poll()) {
            if (ports.get(port.socket) == port) look(port, nowNanos);
            nowNanos = clock.getAsLong();
            if (nowNanos - endNanos >= 0) break;
        }
        return !waiting.isEmpty();
    }

    private void look(KernelPort port, long nowNanos) {
        Flow flow = port.flow;
        if (flow == null) {
            port.socket.inUserSpace(tryToEnter(port, nowNanos));
            return;
        }
        takeCounters(port, flow, nowNanos, false);
        boolean stale = routesChanged && !path.isCurrent(flow) || clockChanged(port, flow);
        if (stale || checkNanos > 0 && nowNanos - port.enteredNanos >= checkNanos) pull(port, nowNanos);
    }

    private boolean clockChanged(KernelPort port, Flow flow) {
        return counters.ssrc != 0 && port.socket.sources().clockRateHz(counters.payloadType) != flow.clockRateHz();
    }

    private Optional<UserSpaceReason> tryToEnter(KernelPort port, long nowNanos) {
        Optional<UserSpaceReason> obstacle = conditions.obstacle(port.socket, nowNanos);
        if (obstacle.isPresent()) return obstacle;
        if (port.socket.received().packets() == port.packetsAtPull) return Optional.of(UserSpaceReason.CHECK);
        RelaySocket exit = Conditions.exit(port.socket).orElseThrow();
        Flow flow = conditions.flow(port.socket, exit);
        Optional<UserSpaceReason> refused = path.insert(flow);
        if (refused.isPresent()) return refused;
        port.enter(flow, exit, nowNanos);
        portOf(exit).ifPresent(to -> to.feeders.add(port));
        flows = ++count;
        return Optional.empty();
    }

    private Optional<KernelPort> portOf(@Nullable RelaySocket socket) {
        return Optional.ofNullable(socket).map(ports::get);
    }

    private void takeCounters(KernelPort port, Flow flow, long nowNanos, boolean last) {
        RelaySocket exit = port.exit;
        if (exit == null) return;
        counters.clear();
        if (last) {
            path.readLast(flow.local(), counters);
        } else {
            path.read(flow.local(), counters);
        }
        port.take(counters, exit, nowNanos);
    }

    private void pull(KernelPort port, long nowNanos) {
        Flow flow = port.flow;
        if (flow == null) return;
        takeCounters(port, flow, nowNanos, true);
        takeOut(port, flow);
    }

    private void takeOut(KernelPort port, Flow flow) {
        path.remove(flow.local());
        portOf(port.exit).ifPresent(to -> to.feeders.remove(port));
        port.leave();
        flows = --count;
        port.socket.inUserSpace(Optional.of(UserSpaceReason.CHECK));
    }
}
