package io.tandem.lb;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tandem.lb.wire.ViaView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests too large for UDP. Those that changed to TCP are remembered for the life of a transaction: to be repeated over UDP if nobody listens there (RFC 3261
 * §18.1.1), and so that their CANCEL and ACK go the same way. Of those that stay on UDP the operator is told once a minute. Loop thread.
 */
final class LargeRequests {

    /** A request as it came, before it changed. */
    record Original(byte[] bytes, PeerAddress source, long untilNanos) {}

    private static final Logger LOG = LoggerFactory.getLogger(LargeRequests.class);
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(64);
    private static final int MOST = 512;

    private final EventLoop loop;
    private final Map<String, Original> changed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Original> eldest) {
            return size() > MOST || eldest.getValue().untilNanos() - loop.nanoTime() < 0;
        }
    };
    private long quietUntilNanos;
    private long stayed;

    LargeRequests(EventLoop loop) {
        this.loop = loop;
        this.quietUntilNanos = loop.nanoTime();
    }

    /** One changes to TCP. @param via of its sender, whose branch its CANCEL and the ACK to a failure have, too */
    void changes(ViaView via, WireMessage message, PeerAddress source) {
        changed.put(branch(via), new Original(Arrays.copyOfRange(message.data(), message.start(), message.end()), source, loop.nanoTime() + LIFETIME_NANOS));
    }

    /** Has the request with this branch changed to TCP? */
    boolean hasChanged(ViaView via) {
        return !changed.isEmpty() && changed.containsKey(branch(via));
    }

    /** The request with this branch as it came, if it has changed; from now on it has not. */
    @Nullable Original takeBack(ViaView via) {
        return changed.isEmpty() ? null : changed.remove(branch(via));
    }

    private static String branch(ViaView via) {
        return via.branchStart() < 0 ? "" : Bytes.text(via.data(), via.branchStart(), via.branchEnd());
    }

    /** One stays on UDP. */
    void stays(int length, PeerAddress target) {
        stayed++;
        if (loop.nanoTime() - quietUntilNanos >= 0) {
            quietUntilNanos = loop.nanoTime() + INTERVAL_NANOS;
            LOG.warn("a request of {} bytes leaves for {} over UDP, which may lose it, since its contact allows nothing else ({} such so far); "
                    + "let that phone register over TCP or TLS, or raise tandem.lb.egress.max-udp-request", length, target, stayed);
        }
    }
}
