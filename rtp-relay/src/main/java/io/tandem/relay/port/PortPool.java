package io.tandem.relay.port;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import io.tandem.relay.choice.Choices;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.SystemCalls;
import io.tandem.relay.os.UdpSockets;
import org.jspecify.annotations.Nullable;

/** The port pairs of one local address. Control thread; the figures may be read by any. */
public final class PortPool {
    private record Resting(int pair, long untilNanos) {}

    private final InetAddress address;
    private final PortProperties properties;
    private final UdpSockets sockets;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final Choices choices;
    /** In use or resting. */
    private final BitSet taken = new BitSet();
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private volatile int inUse;

    /** @param clock monotonic nanoseconds */
    public PortPool(InetAddress address, PortProperties properties, UdpSockets sockets, LongSupplier clock, RandomGenerator random) {
        this(address, properties, sockets, clock, random, new Choices());
    }

    /** @param choices knows which pairs a repeated command gets */
    public PortPool(InetAddress address, PortProperties properties, UdpSockets sockets, LongSupplier clock, RandomGenerator random, Choices choices) {
        this.address = address;
        this.properties = properties;
        this.sockets = sockets;
        this.clock = clock;
        this.random = random;
        this.choices = choices;
    }

    /** Binds a free pair; a guess at its number does not help an attacker to find the next call's.
     * @throws NoFreePortException if all pairs are in use, resting or bound by somebody else; nothing stays open */
    public PortPair allocate() throws NoFreePortException {
        wakeRested();
        int pairs = properties.pairs();
        @Nullable PortPair[] found = new @Nullable PortPair[1];
        int port = Integer.parseInt(choices.make(() -> {
            PortPair free = search(pairs, random.nextInt(pairs));
            found[0] = free;
            return Integer.toString(free == null ? 0 : free.rtp().port());
        }));
        PortPair bound = found[0] == null && port != 0 ? again(port) : found[0];
        if (bound == null) throw noneFree(port);
        return bound;
    }

    /** The pair that another relay had chosen; it rests nowhere here. */
    private @Nullable PortPair again(int port) {
        int pair = (port - properties.first()) / 2;
        if (port < properties.first() || port >= properties.last() || taken.get(pair) && !isResting(pair)) return null;
        resting.removeIf(old -> old.pair() == pair);
        PortPair bound = bind(pair);
        if (bound.rtcpFd() < 0) return null;
        taken.set(pair);
        inUse++;
        return bound;
    }

    private boolean isResting(int pair) {
        return resting.stream().anyMatch(old -> old.pair() == pair);
    }

    private @Nullable PortPair search(int pairs, int start) {
        for (int pair = taken.nextClearBit(start), tried = 0; tried < pairs; pair = taken.nextClearBit(pair + 1), tried++) {
            if (pair >= pairs) pair = taken.nextClearBit(0);
            if (pair >= pairs) break;
            PortPair bound = bind(pair);
            if (bound.rtcpFd() >= 0) {
                taken.set(pair);
                inUse++;
                return bound;
            }
            if (bound.rtcpFd() == -SystemCalls.EMFILE) break;
        }
        return null;
    }

    private NoFreePortException noneFree(int port) {
        if (port != 0) return new NoFreePortException("port %d of the other relay is not to be had on %s".formatted(port, address.getHostAddress()));
        return new NoFreePortException(("no free RTP port pair on %s: %d in use, %d resting, range %d-%d; the caller gets an error; "
                + "widen tandem.rtp-relay.ports, raise LimitNOFILE or add a relay")
                .formatted(address.getHostAddress(), inUse, resting.size(), properties.first(), properties.last()));
    }

    /** Both sockets or none; a failure stands as negative errno in place of the second descriptor. */
    private PortPair bind(int pair) {
        Endpoint rtp = Endpoint.of(address, properties.first() + 2 * pair);
        Endpoint rtcp = rtp.withPort(rtp.port() + 1);
        int rtpFd = sockets.open(rtp);
        if (rtpFd < 0) return new PortPair(rtp, rtpFd, rtcp, rtpFd);
        int rtcpFd = sockets.open(rtcp);
        if (rtcpFd < 0) sockets.close(rtpFd);
        return new PortPair(rtp, rtpFd, rtcp, rtcpFd);
    }

    /** Another TOS octet for a pair in use. Control thread. */
    public void trafficClass(PortPair pair, int octet) {
        sockets.trafficClass(pair.rtpFd(), pair.rtp().isIpv6(), octet);
        sockets.trafficClass(pair.rtcpFd(), pair.rtcp().isIpv6(), octet);
    }

    /** A pair that no engine has taken over: closed here. */
    public void discard(PortPair pair) {
        sockets.close(pair.rtpFd());
        sockets.close(pair.rtcpFd());
        release(pair);
    }

    /** A pair whose sockets are closed; it rests before it is used again. */
    public void release(PortPair pair) {
        int number = (pair.rtp().port() - properties.first()) / 2;
        resting.add(new Resting(number, clock.getAsLong() + properties.quarantine().toNanos()));
        inUse--;
    }

    private void wakeRested() {
        while (!resting.isEmpty() && clock.getAsLong() - resting.getFirst().untilNanos() >= 0) {
            taken.clear(resting.removeFirst().pair());
        }
    }

    /** Pairs in use. */
    public int inUse() {
        return inUse;
    }

    /** Pairs that may be in use at most. */
    public int capacity() {
        return properties.pairs();
    }

    /** Pairs that rest after use. Control thread. */
    public int resting() {
        wakeRested();
        return resting.size();
    }

    /** First and last port. */
    public PortProperties range() {
        return properties;
    }

    public InetAddress address() {
        return address;
    }
}
