package io.tandem.relay.kernel.nft;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.FlowCounters;
import io.tandem.relay.kernel.KernelPath;
import io.tandem.relay.kernel.KernelUnavailableException;
import io.tandem.relay.kernel.RouteLookup;
import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.kernel.nft.Rules.Counted;
import io.tandem.relay.os.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The flows of one loop in the maps of nftables. */
final class NftPath implements KernelPath, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NftPath.class);

    /** What one flow needs to be found again. */
    private record Inside(Flow flow, int number, int device) {}

    private final NftLibrary library;
    private final ElementCounter counter = new ElementCounter();
    private final RouteLookup routes = new RouteLookup();
    private final Map<Endpoint, Inside> inside = new HashMap<>();
    private final NftMedia media;
    private boolean refusalLogged;

    NftPath(NftMedia media) throws KernelUnavailableException {
        this.media = media;
        this.library = new NftLibrary();
    }

    @Override
    public Optional<UserSpaceReason> insert(Flow flow) {
        int number = media.numberOf(flow.local());
        if (number < 0) return Optional.of(UserSpaceReason.NO_DEVICE);
        if (!flow.rtp()) return Optional.of(UserSpaceReason.RTCP);
        if (!media.sets(flow.trafficClass())) return Optional.of(UserSpaceReason.TRAFFIC_CLASS);
        return switch (routes.find(flow.from(), flow.to())) {
            case THIS_HOST -> Optional.of(UserSpaceReason.TARGET_ON_THIS_HOST);
            case NONE -> Optional.of(UserSpaceReason.NO_ROUTE);
            case FOUND -> insert(flow, number);
        };
    }

    private Optional<UserSpaceReason> insert(Flow flow, int number) {
        remove(flow.local());
        media.forget(flow.local()); // a listing that was under way may have put the last flow's figures back
        if (!media.mayAdd()) return Optional.of(UserSpaceReason.TABLE_FULL);
        boolean newWay = media.usesWay(flow);
        try {
            library.run((newWay ? Rules.addWay(flow, routes.neighbour(), routes.device()) : "") + Rules.insert(number, flow));
            inside.put(flow.local(), new Inside(flow, number, routes.device()));
            return Optional.empty();
        } catch (NftException e) {
            media.leavesWay(flow);
            if (!refusalLogged) LOG.error("nftables refuses flow {}, streams stay in user space: {}", flow, e.getMessage());
            refusalLogged = true;
            return Optional.of(UserSpaceReason.REFUSED);
        }
    }

    @Override
    public void remove(Endpoint local) {
        Inside found = inside.remove(local);
        if (found == null) return;
        media.forget(local);
        boolean lastOfWay = media.leavesWay(found.flow());
        try {
            library.run(Rules.remove(found.number(), found.flow()) + (lastOfWay ? Rules.deleteWay(found.flow()) : ""));
        } catch (NftException e) {
            LOG.error("flow {} cannot be taken out of nftables; restart the relay if its stream goes astray: {}", found.flow(), e.getMessage());
        }
    }

    /** As of the last look at the whole set, at most a second ago. */
    @Override
    public void read(Endpoint local, FlowCounters into) {
        media.counted(local).ifPresent(counted -> take(counted, into));
    }

    @Override
    public void readLast(Endpoint local, FlowCounters into) {
        Inside found = inside.get(local);
        if (found == null) return;
        try {
            counter.of(found.number(), found.flow()).ifPresent(counted -> take(counted, into));
        } catch (NftException e) {
            LOG.warn("counters of {} are lost: {}", found.flow(), e.getMessage());
            read(local, into);
        }
    }

    private static void take(Counted counted, FlowCounters into) {
        into.packets = counted.packets();
        into.bytes = counted.bytes();
    }

    @Override
    public boolean isCurrent(Flow flow) {
        Inside found = inside.get(flow.local());
        return found != null && routes.find(flow.from(), flow.to()) == RouteLookup.Result.FOUND && routes.device() == found.device();
    }

    @Override
    public boolean routesChanged() {
        return routes.changed();
    }

    @Override
    public void close() {
        routes.close();
        counter.close();
        library.close();
    }
}
