package io.tandem.billing.rating;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.epoch.PairEpoch;
import io.tandem.data.tables.CachedCallTables;
import io.tandem.platform.role.RoleWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/** Rates batch by batch on a thread of its own while this node is active, with a pause when nothing is left; tells health and metrics how it goes. */
public final class RatingLoop implements SmartLifecycle, HealthIndicator {
    private static final Duration STALE = Duration.ofSeconds(60);
    private static final Logger log = LoggerFactory.getLogger(RatingLoop.class);

    private final DataSource reads;
    private final DataSource transactions;
    private final RatingProperties properties;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final RoleWatch role;
    private final PairEpoch epoch;
    private final Timer passes;
    private final Semaphore stop = new Semaphore(0);
    private volatile Optional<Thread> thread = Optional.empty();
    private volatile Instant lastSuccess;
    private volatile String state = "starting";
    private Optional<Open> open = Optional.empty();
    private boolean failing;

    /** @param reads        for profiles and fees, which are kept and follow the change feed
     * @param transactions a pool of {@link io.tandem.data.DataSources#openForTransactions}
     * @param epoch        in which this node of a pair rates */
    public RatingLoop(DataSource reads, DataSource transactions, RatingProperties properties, InstantSource clock, MeterRegistry metrics, RoleWatch role,
                      PairEpoch epoch) {
        this.reads = reads;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
        this.metrics = metrics;
        this.role = role;
        this.epoch = epoch;
        this.lastSuccess = clock.instant();
        this.passes = metrics.timer("tandem_rating_pass");
        for (String result : new String[] {"ok", "failed"}) metrics.counter("tandem_cdrs_rated", "result", result);
    }

    /** What needs the database to begin with. */
    private record Open(ChangeFeed feed, CachedCallTables tables, Rater rater) implements AutoCloseable {
        @Override public void close() {
            tables.close();
            feed.close();
        }
    }

    @Override public void start() {
        if (properties.enabled()) thread = Optional.of(Thread.ofPlatform().name("rating").start(this::run));
    }

    private void run() {
        try {
            boolean more;
            do {
                more = Boolean.TRUE.equals(passes.record(this::pass));
            } while (!stop.tryAcquire(more ? 0 : properties.interval().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            log.warn("rating was interrupted and ends");
        } finally {
            open.ifPresent(Open::close);
        }
    }

    private boolean pass() {
        try {
            if (open.isEmpty()) open = Optional.of(open());
            if (!role.isActive()) return rest();
            Rater.Pass pass = open.get().rater().run();
            metrics.counter("tandem_cdrs_rated", "result", "ok").increment(pass.rated());
            metrics.counter("tandem_cdrs_rated", "result", "failed").increment(pass.failed().size());
            if (failing) log.info("rating works again");
            failing = false;
            lastSuccess = clock.instant();
            state = "rating";
            return pass.more();
        } catch (SQLException | RuntimeException e) {
            if (!failing) log.error("rating failed, call records wait and the next pass tries again; check tandem.db.url", e);
            failing = true;
            state = "failing: " + e.getMessage();
            return false;
        }
    }

    /** On the standby, with the tables at hand. */
    private boolean rest() {
        failing = false;
        lastSuccess = clock.instant();
        state = "standby";
        return false;
    }

    private Open open() throws SQLException {
        ChangeFeed feed = ChangeFeed.start(reads, ChangeFeed.POLL_INTERVAL);
        CachedCallTables tables = CachedCallTables.open(reads, feed);
        return new Open(feed, tables, new Rater(transactions, tables, clock, properties.batch(), properties.splitPeakParts(), epoch));
    }

    @Override public Health health() {
        boolean isUp = !properties.enabled() || clock.instant().isBefore(lastSuccess.plus(STALE));
        return (isUp ? Health.up() : Health.down()).withDetail("state", properties.enabled() ? state : "switched off")
                .withDetail("lastSuccess", lastSuccess.toString()).build();
    }

    /** Lets the batch under way finish: it commits or it never was. */
    @Override public void stop() {
        stop.release();
        thread.ifPresent(running -> {
            try {
                running.join(Duration.ofSeconds(4));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread = Optional.empty();
    }

    @Override public boolean isRunning() { return thread.isPresent(); }
}
