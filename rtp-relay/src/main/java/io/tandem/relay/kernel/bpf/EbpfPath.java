package io.tandem.relay.kernel.bpf;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.FlowCounters;
import io.tandem.relay.kernel.KernelPath;
import io.tandem.relay.kernel.RouteLookup;
import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.Memory;
import io.tandem.relay.os.SystemCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The flows of one loop in the maps of the eBPF program. */
final class EbpfPath implements KernelPath, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfPath.class);

    private record Place(int slot, int device) {}

    private final Arena arena = Arena.ofShared();
    private final Bpf bpf = new Bpf();
    private final RouteLookup routes = new RouteLookup();
    private final long key = arena.allocate(FlowLayout.KEY_BYTES + 4, 8).address();
    private final long value = arena.allocate(8, 8).address();
    private final Map<Endpoint, Place> places = new HashMap<>();
    private final int flows;
    private final SlotTable slots;
    private final LeftFlows left;
    private final Predicate<Endpoint> covered;
    private final boolean withinHost;
    private boolean refusalLogged;

    /** @param covered    do packets to this address meet the program?
     *  @param withinHost flows to this host are taken, too: no program may read the maps then */
    EbpfPath(int flows, SlotTable slots, LeftFlows left, Predicate<Endpoint> covered, boolean withinHost) {
        this.flows = flows;
        this.slots = slots;
        this.left = left;
        this.covered = covered;
        this.withinHost = withinHost;
    }

    @Override
    public Optional<UserSpaceReason> insert(Flow flow) {
        if (!covered.test(flow.local())) return Optional.of(UserSpaceReason.NO_DEVICE);
        return switch (routes.find(flow.from(), flow.to())) {
            case THIS_HOST -> withinHost ? insert(flow, 0) : Optional.of(UserSpaceReason.TARGET_ON_THIS_HOST);
            case NONE -> Optional.of(UserSpaceReason.NO_ROUTE);
            case FOUND -> insert(flow, routes.device());
        };
    }

    private Optional<UserSpaceReason> insert(Flow flow, int device) {
        remove(flow.local());
        long nowNanos = System.nanoTime();
        int slot = slots.take(nowNanos);
        if (slot < 0) return Optional.of(UserSpaceReason.TABLE_FULL);
        FlowLayout.write(slots.at(slot), flow, device);
        FlowLayout.writeKey(key, flow.local());
        Memory.putInt(value, slot);
        int result = bpf.update(flows, key, value);
        if (result < 0) {
            slots.give(slot, nowNanos);
            return Optional.of(result == -Bpf.E2BIG ? UserSpaceReason.TABLE_FULL : refused(flow, result));
        }
        places.put(flow.local(), new Place(slot, device));
        return Optional.empty();
    }

    private UserSpaceReason refused(Flow flow, int result) {
        if (!refusalLogged) LOG.error("the kernel refuses flow {}: {}; streams stay in user space", flow, SystemCalls.reason(result));
        refusalLogged = true;
        return UserSpaceReason.REFUSED;
    }

    @Override
    public void remove(Endpoint local) {
        Place place = places.remove(local);
        if (place == null) {
            left.end(bpf, local, key, System.nanoTime());
            return;
        }
        FlowLayout.writeKey(key, local);
        bpf.delete(flows, key);
        slots.give(place.slot(), System.nanoTime());
    }

    @Override
    public void read(Endpoint local, FlowCounters into) {
        Place place = places.get(local);
        if (place == null) throw new IllegalStateException("no flow of " + local + " is in the kernel");
        FlowLayout.read(slots.at(place.slot()), into);
    }

    @Override
    public boolean isCurrent(Flow flow) {
        Place place = places.get(flow.local());
        return place != null && covered.test(flow.local()) && routes.find(flow.from(), flow.to()) == RouteLookup.Result.FOUND
                && routes.device() == place.device();
    }

    @Override
    public boolean routesChanged() {
        return routes.changed();
    }

    @Override
    public void close() {
        routes.close();
        bpf.close();
        arena.close();
    }
}
