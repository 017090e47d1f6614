package io.tandem.relay.kernel;

import java.util.HashMap;
import java.util.Map;

import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.Memory;
import io.tandem.relay.os.Netlink;

/**
 * Asks the kernel which way a packet would leave, by its own routing rules (rtnetlink(7), RTM_GETROUTE). What it has said holds until links,
 * addresses, routes or rules change, for half a minute at most: redirects of routers are not announced. One thread.
 */
public final class RouteLookup implements AutoCloseable {
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;
    private static final int RTMSG_BYTES = 12;
    private static final int RTA_DST = 1;
    private static final int RTA_SRC = 2;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_VIA = 18;
    private static final int RTN_UNICAST = 1;
    private static final int RTN_LOCAL = 2;
    /** Links, addresses, routes and rules of both families, next hops. */
    private static final int CHANGES = 0x1 | 0x10 | 0x40 | 0x80 | 0x100 | 0x400 | 0x4_0000 | 0x8000_0000;
    /** Ways that are remembered. */
    private static final int KNOWN = 4096;

    private static final long MAX_AGE_NANOS = 30_000_000_000L;

    private record Way(Endpoint from, Endpoint to) {}

    private record Found(Result result, int device, Endpoint neighbour, long askedNanos) {}

    private final Map<Way, Found> known = new HashMap<>();

    private final Netlink asking = new Netlink(0);
    private final Netlink told = new Netlink(CHANGES);
    private boolean changed;
    private int device;
    private Endpoint neighbour = new Endpoint(0, 0, 0);

    /** What a lookup found. */
    public enum Result { FOUND, THIS_HOST, NONE }

    /** Looks up the way from one address to another, whatever their ports; after FOUND, {@link #device} and {@link #neighbour} tell it. */
    public Result find(Endpoint from, Endpoint to) {
        look();
        Way way = new Way(from.withPort(0), to.withPort(0));
        Found found = known.get(way);
        long now = System.nanoTime();
        if (found == null || now - found.askedNanos() > MAX_AGE_NANOS) {
            found = new Found(ask(from, to), device, neighbour, now);
            if (known.size() >= KNOWN) known.clear();
            known.put(way, found);
        }
        device = found.device();
        neighbour = found.neighbour();
        return found.result();
    }

    private void look() {
        if (!told.notified()) return;
        known.clear();
        changed = true;
    }

    private Result ask(Endpoint from, Endpoint to) {
        long fixed = asking.begin(RTM_GETROUTE, 0, RTMSG_BYTES);
        int bits = to.isIpv6() ? 128 : 32;
        Memory.putByte(fixed, (byte) to.family());
        Memory.putByte(fixed + 1, (byte) bits);
        Memory.putByte(fixed + 2, (byte) bits);
        address(RTA_DST, to);
        address(RTA_SRC, from);
        if (asking.exchange() != RTM_NEWROUTE) return Result.NONE;
        int type = Memory.getByte(asking.answer() + 7);
        if (type == RTN_LOCAL) return Result.THIS_HOST;
        long out = asking.find(RTA_OIF, RTMSG_BYTES);
        if (type != RTN_UNICAST || out == 0 || asking.find(RTA_VIA, RTMSG_BYTES) != 0) return Result.NONE;
        device = Memory.getInt(out);
        long gateway = asking.find(RTA_GATEWAY, RTMSG_BYTES);
        neighbour = gateway == 0 ? to : to.isIpv6() ? new Endpoint(to.head(), Memory.getLong(gateway), Memory.getLong(gateway + 8))
                : new Endpoint(to.head() & 0xFFFF_FFFFL | (long) Memory.getInt(gateway) << 32, 0, 0);
        return Result.FOUND;
    }

    private void address(int type, Endpoint endpoint) {
        if (endpoint.isIpv6()) {
            long at = asking.attribute(type, 16);
            Memory.putLong(at, endpoint.high());
            Memory.putLong(at + 8, endpoint.low());
        } else {
            Memory.putInt(asking.attribute(type, 4), (int) (endpoint.head() >>> 32));
        }
    }

    /** Index of the device that the last packet would leave by. */
    public int device() {
        return device;
    }

    /** The gateway, or the target itself if it is on the link; its port means nothing. */
    public Endpoint neighbour() {
        return neighbour;
    }

    /** Have links, addresses or routes changed since the last call? */
    public boolean changed() {
        look();
        boolean now = changed;
        changed = false;
        return now;
    }

    @Override
    public void close() {
        asking.close();
        told.close();
    }
}
