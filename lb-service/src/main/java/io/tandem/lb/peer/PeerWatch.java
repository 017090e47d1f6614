package io.tandem.lb.peer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the trusted peers as the proxies have them from the database, which costs the load balancer no driver of its own: reads their list from
 * Redis, and looks names up again from time to time. While Redis is away what was read last stays in use. A thread of its own.
 */
public final class PeerWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeerWatch.class);

    private final TrustedPeers peers;
    private final PeerNames names;
    private final PeerProperties properties;
    private final Supplier<Optional<String>> list;
    private final Semaphore wishes = new Semaphore(0);
    private final Thread thread;
    private Optional<String> known = Optional.empty();
    private long lookedUpNanos;
    private boolean failing;
    private volatile boolean closed;

    /** @param list reads the list, empty if no proxy has written one yet; blocks, fails with a RuntimeException */
    PeerWatch(TrustedPeers peers, PeerNames names, PeerProperties properties, Supplier<Optional<String>> list) {
        this.peers = peers;
        this.names = names;
        this.properties = properties;
        this.list = list;
        this.thread = Thread.ofPlatform().daemon().name("trusted-peers").unstarted(this::run);
    }

    PeerWatch start() {
        thread.start();
        return this;
    }

    /** Reads the list and looks up all names soon. Any thread. */
    public void reload() {
        wishes.release();
    }

    private void run() {
        boolean wanted = true;
        while (!closed) {
            read(wanted);
            try {
                wanted = wishes.tryAcquire(properties.poll().toNanos(), TimeUnit.NANOSECONDS);
                wishes.drainPermits();
            } catch (InterruptedException e) {
                return; // close() interrupts
            }
        }
    }

    private void read(boolean wanted) {
        try {
            Optional<String> now = list.get();
            boolean old = System.nanoTime() - lookedUpNanos > properties.refresh().toNanos();
            if (now.isPresent() && (wanted || old || !now.equals(known))) {
                publish(now.get());
                known = now;
            }
            if (failing) {
                LOG.info("the list of peers can be read again, {} addresses are trusted", peers.size());
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing && !closed) {
                LOG.warn("the list of peers cannot be read, {} addresses read before stay trusted; check tandem.redis.uri, or set "
                        + "tandem.lb.peers.enabled=false on a node without Redis: {}", peers.size(), e.toString());
            }
            failing = true;
        }
    }

    private void publish(String lines) {
        int before = peers.size();
        peers.publish(names.addresses(PeerHost.parse(lines)));
        lookedUpNanos = System.nanoTime();
        if (peers.size() != before) {
            LOG.info("{} addresses of peers are trusted, {} before", peers.size(), before);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
