package io.tandem.sip.stream.admission;

import java.util.HashMap;
import java.util.Map;

import io.tandem.net.peer.PeerAddress;

/** Counts connections in all and by address (IPv6: by /64, which one subscriber has to himself). Any thread. */
public final class Admission {

    /** What becomes of a connection. */
    public enum Verdict {
        ADMITTED, TOO_MANY, TOO_MANY_OF_ADDRESS, TOO_FAST
    }

    private static final long IPV4 = 0xFFFFL << 32;

    private final int maxTotal;
    private final int maxPerAddress;
    private final AcceptRate rate;
    private final Map<Long, Integer> byAddress = new HashMap<>();
    private int total;

    /** @param seed secret: which addresses share a rate must not be known */
    public Admission(int maxTotal, int maxPerAddress, int perSecond, long seed) {
        this.maxTotal = maxTotal;
        this.maxPerAddress = maxPerAddress;
        this.rate = new AcceptRate(perSecond, seed);
    }

    /** Asks for one more connection; what is admitted must be {@link #release released}. */
    public synchronized Verdict admit(PeerAddress remote, long nowNanos) {
        return rate.take(key(remote), nowNanos) ? admit(remote) : Verdict.TOO_FAST;
    }

    /** Asks again for one that was {@link Verdict#TOO_MANY} before; it has been counted for the rate of its address. */
    public synchronized Verdict admit(PeerAddress remote) {
        long key = key(remote);
        Integer present = byAddress.get(key);
        if (present != null && present >= maxPerAddress) {
            return Verdict.TOO_MANY_OF_ADDRESS;
        }
        if (total >= maxTotal) {
            return Verdict.TOO_MANY;
        }
        byAddress.put(key, present == null ? 1 : present + 1);
        total++;
        return Verdict.ADMITTED;
    }

    /** One of ours: counted, never refused. */
    public synchronized void count(PeerAddress remote) {
        byAddress.merge(key(remote), 1, Integer::sum);
        total++;
    }

    /** A connection that was admitted or counted has ended. */
    public synchronized void release(PeerAddress remote) {
        byAddress.computeIfPresent(key(remote), (_, count) -> count == 1 ? null : count - 1);
        total--;
    }

    private static long key(PeerAddress remote) {
        return remote.isIpv4() ? IPV4 | remote.low() : remote.high();
    }
}
