package io.tandem.relay.port;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.SystemCalls;
import io.tandem.relay.os.UdpSockets;

/** The port pairs of one local address. Control thread; the figures may be read by any. */
public final class PortPool {
    private record Resting(int pair, long untilNanos) {}

    private final InetAddress address;
    private final PortProperties properties;
    private final UdpSockets sockets;
    private final LongSupplier clock;
    private final RandomGenerator random;
    /** In use or resting. */
    private final BitSet taken = new BitSet();
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private volatile int inUse;

    /** @param clock monotonic nanoseconds */
    public PortPool(InetAddress address, PortProperties properties, UdpSockets sockets, LongSupplier clock, RandomGenerator random) {
        this.address = address;
        this.properties = properties;
        this.sockets = sockets;
        this.clock = clock;
        this.random = random;
    }

    /** Binds a free pair; a guess at its number does not help an attacker to find the next call's.
     * @throws NoFreePortException if all pairs are in use, resting or bound by somebody else; nothing stays open */
    public PortPair allocate() throws NoFreePortException {
        wakeRested();
        int pairs = properties.pairs();
        int start = random.nextInt(pairs);
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
        throw new NoFreePortException(("no free RTP port pair on %s: %d in use, %d resting, range %d-%d; the caller gets an error; "
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
