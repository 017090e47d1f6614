package io.tandem.proxy.peer;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeListener;
import io.tandem.data.change.ChangeLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the addresses and names of the peers where load balancers read them: at the start, after a change, and every minute, in case they were
 * lost. Every active proxy does, all the same. A virtual thread of its own. */
public final class PeerPublisher implements ChangeListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerPublisher.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Source source;
    private final Target target;
    private final BooleanSupplier active;
    private final Semaphore wishes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private boolean failing;

    /** Where the list is read. Blocks. */
    public interface Source {
        /** @return a line for each peer: address, tab, name or nothing */
        String read() throws SQLException;
    }

    /** Where the list is written. Blocks; fails with a RuntimeException. */
    public interface Target {
        void write(String lines);
    }

    /** @param active whether this node writes */
    public PeerPublisher(Source source, Target target, BooleanSupplier active) {
        this.source = source;
        this.target = target;
        this.active = active;
        this.thread = Thread.ofVirtual().name("peer-publisher").unstarted(this::run);
    }

    public PeerPublisher start() {
        thread.start();
        return this;
    }

    @Override
    public void onChanges(List<Change> changes) {
        if (changes.stream().anyMatch(change -> change.entity().equals(ChangeLog.PEER_HOST))) {
            wishes.release();
        }
    }

    @Override
    public void onLost() {
        wishes.release();
    }

    /** This node writes from now on. */
    public void takenOver() {
        wishes.release();
    }

    private void run() {
        while (!closed) {
            publish();
            try {
                if (wishes.tryAcquire(AGAIN.toSeconds(), TimeUnit.SECONDS)) {
                    wishes.drainPermits();
                }
            } catch (InterruptedException e) {
                return; // close() interrupts
            }
        }
    }

    private void publish() {
        try {
            if (active.getAsBoolean()) {
                target.write(source.read());
            }
            failing = false;
        } catch (SQLException | RuntimeException failure) {
            if (!failing && !closed) {
                LOG.warn("load balancers are not told of the peers, and keep those they know, until database and Redis answer: {}", failure.toString());
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
