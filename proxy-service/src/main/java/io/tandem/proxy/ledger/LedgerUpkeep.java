package io.tandem.proxy.ledger;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the ledger true: at the start and every few seconds calls are released whose process died while it set them up, or that can be up no longer.
 * Calls that were answered outlive their process, since any proxy sees their BYE. On the standby nothing is swept; at a take-over all
 * counters are counted anew. Timers on the event loop; {@link #close} blocks. */
public final class LedgerUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerUpkeep.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /** Longer than any pause of a process that lives. */
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Duration RECOUNT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RedisLedger ledger;
    private final Scheduler scheduler;
    private final BooleanSupplier active;
    private volatile boolean closed;

    /** @param active whether this node writes */
    public LedgerUpkeep(RedisLedger ledger, Scheduler scheduler, BooleanSupplier active) {
        this.ledger = ledger;
        this.scheduler = scheduler;
        this.active = active;
    }

    /** Begins; the first sweep is the reconciliation with what earlier processes left. */
    public LedgerUpkeep start() {
        ledger.load();
        scheduler.execute(this::sweep);
        return this;
    }

    private void sweep() {
        if (closed) {
            return;
        }
        scheduler.schedule(INTERVAL.toNanos(), this::sweep);
        if (!active.getAsBoolean()) {
            return;
        }
        ledger.sweep(LEASE).thenAccept(released -> {
            if (released > 0) {
                LOG.info("{} calls released: their proxy died while it set them up, or they can be up no longer", released);
            }
        });
    }

    /** This node has taken over: counters are what its calls hold, not what arrived of them last. Any thread. */
    public void takenOver() {
        ledger.load();
        recount(true);
    }

    /** Until it succeeds. */
    private void recount(boolean first) {
        ledger.recount().whenComplete((counted, failure) -> {
            if (failure == null) {
                LOG.info("take-over: {} calls counted, {} counters were wrong", counted.get(0), counted.get(1));
                return;
            }
            if (first) {
                LOG.warn("take-over: counters of calls are as they came from the other node until Redis answers: {}", failure.toString());
            }
            scheduler.schedule(RECOUNT.toNanos(), this::recountAgain);
        });
    }

    private void recountAgain() {
        if (!closed && active.getAsBoolean()) {
            recount(false);
        }
    }

    /** The calls that this process is setting up end with it. */
    @Override
    public void close() {
        closed = true;
        if (!active.getAsBoolean()) {
            return;
        }
        try {
            ledger.sweep(Duration.ZERO).toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            LOG.warn("calls in setup stay counted for {} s: Redis does not answer: {}", LEASE.toSeconds(), failure.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
