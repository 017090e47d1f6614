package io.tandem.lb;

import java.util.concurrent.TimeUnit;

import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of requests that left over UDP although they are too large for that, once a minute at most. Loop thread. */
final class LargeDatagrams {

    private static final Logger LOG = LoggerFactory.getLogger(LargeDatagrams.class);
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final EventLoop loop;
    private long quietUntilNanos;
    private long count;

    LargeDatagrams(EventLoop loop) {
        this.loop = loop;
        this.quietUntilNanos = loop.nanoTime();
    }

    void note(int length, PeerAddress target) {
        count++;
        if (loop.nanoTime() - quietUntilNanos >= 0) {
            quietUntilNanos = loop.nanoTime() + INTERVAL_NANOS;
            LOG.warn("a request of {} bytes leaves for {} over UDP, which may lose it, since its contact allows nothing else ({} such so far); "
                    + "let that phone register over TCP or TLS, or raise tandem.lb.egress.max-udp-request", length, target, count);
        }
    }
}
