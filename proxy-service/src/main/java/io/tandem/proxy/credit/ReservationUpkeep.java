package io.tandem.proxy.credit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps reservations true: every few seconds this process says that it lives, what the database has not heard yet is told again, and what processes held that
 * have died while they set calls up is released; the first sweep is the reconciliation with what earlier processes left. One thread of its own; {@link #close}
 * blocks. */
public final class ReservationUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReservationUpkeep.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /** Longer than any pause of a process that lives. */
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final JdbcCreditOffice office;
    private final LongSupplier nanoTime;
    private final Semaphore stop = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("reservations").unstarted(this::run);
    private Optional<Long> reachesSinceNanos = Optional.empty();

    public ReservationUpkeep(JdbcCreditOffice office, LongSupplier nanoTime) {
        this.office = office;
        this.nanoTime = nanoTime;
    }

    public ReservationUpkeep start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            do {
                pass();
            } while (!stop.tryAcquire(INTERVAL.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Others are not judged before each of them has had the time to say that it lives, to a database that was there: for a whole lease. Blocks. */
    void pass() {
        try {
            office.alive();
            office.settle();
            long now = nanoTime.getAsLong();
            long since = reachesSinceNanos.orElse(now);
            reachesSinceNanos = Optional.of(since);
            if (now - since >= LEASE.toNanos()) {
                sweep();
            }
        } catch (SQLException | RuntimeException failure) {
            if (reachesSinceNanos.isPresent()) {
                LOG.warn("prepaid calls are refused, and what they set aside is freed later: the database does not answer, check tandem.db.url: {}",
                        failure.toString());
            }
            reachesSinceNanos = Optional.empty();
        }
    }

    private void sweep() throws SQLException {
        int released = office.sweep(LEASE);
        if (released > 0) {
            LOG.info("{} reservations of prepaid calls released: their proxy died while it set the calls up", released);
        }
    }

    @Override
    public void close() {
        stop.release();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
