package io.tandem.lb.peer;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.change.ChangeListener;
import io.tandem.data.change.ChangeLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the trusted peers as the database has them: read at the start, after a change and on request, names looked up again from time to time.
 * While the database is away what was read last stays in use. A thread of its own.
 */
public final class PeerWatch implements AutoCloseable, ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(PeerWatch.class);

    private final TrustedPeers peers;
    private final PeerNames names;
    private final PeerProperties properties;
    private final Source source;
    private final FeedStart feedStart;
    private final Semaphore wishes = new Semaphore(0);
    private final Thread thread;
    private Optional<ChangeFeed> feed = Optional.empty();
    private boolean failing;
    private volatile boolean closed;

    /** Where peer hosts come from. Blocks. */
    interface Source {
        List<PeerHost> read() throws SQLException;
    }

    /** Opens the feed of changes. Blocks. */
    @FunctionalInterface
    interface FeedStart {
        Optional<ChangeFeed> open() throws SQLException;
    }

    PeerWatch(TrustedPeers peers, PeerNames names, PeerProperties properties, Source source, FeedStart feedStart) {
        this.peers = peers;
        this.names = names;
        this.properties = properties;
        this.source = source;
        this.feedStart = feedStart;
        this.thread = Thread.ofPlatform().daemon().name("trusted-peers").unstarted(this::run);
    }

    PeerWatch start() {
        thread.start();
        return this;
    }

    /** Reads them soon. Any thread. */
    public void reload() {
        wishes.release();
    }

    @Override
    public void onChanges(List<Change> changes) {
        if (changes.stream().anyMatch(change -> change.entity().equals(ChangeLog.PEER_HOST))) {
            reload();
        }
    }

    @Override
    public void onLost() {
        reload();
    }

    private void run() {
        while (!closed) {
            Duration pause = readAll() ? properties.refresh() : properties.retry();
            try {
                if (wishes.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    wishes.drainPermits();
                }
            } catch (InterruptedException e) {
                return; // close() interrupts
            }
        }
    }

    private boolean readAll() {
        try {
            if (feed.isEmpty()) {
                feed = feedStart.open();
                feed.ifPresent(opened -> opened.subscribe(this));
            }
            int before = peers.size();
            peers.publish(names.addresses(source.read()));
            if (failing || peers.size() != before) {
                LOG.info("{} addresses of peers are trusted", peers.size());
            }
            failing = false;
            return true;
        } catch (SQLException | RuntimeException e) {
            if (!failing && !closed) {
                LOG.warn("peer hosts cannot be read, {} addresses read before stay trusted; trying every {}; check tandem.db.url, or set tandem.lb.peers.enabled=false"
                        + " on a node without database: {}", peers.size(), properties.retry(), e.toString());
            }
            failing = true;
            return false;
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
        feed.ifPresent(ChangeFeed::close);
    }
}
