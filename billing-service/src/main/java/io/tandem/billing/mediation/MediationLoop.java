package io.tandem.billing.mediation;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tandem.billing.cdr.CallStatus;
import io.tandem.billing.cdr.Cdr;
import io.tandem.platform.role.RoleWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/** Runs the mediator every interval on a thread of its own, while this node is active; tells health and metrics how it goes. */
public final class MediationLoop implements SmartLifecycle, HealthIndicator {
    private static final Duration STALE = Duration.ofSeconds(30);
    private static final String WRITTEN = "tandem_cdrs_written";
    private static final Logger log = LoggerFactory.getLogger(MediationLoop.class);

    private final Mediator mediator;
    private final Duration interval;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final RoleWatch role;
    private final AtomicLong rowsWaiting = new AtomicLong();
    private final Timer passes;
    private final Semaphore stop = new Semaphore(0);
    private volatile Optional<Thread> thread = Optional.empty();
    private volatile Instant lastSuccess;
    private volatile String state = "starting";
    private boolean failing;

    public MediationLoop(Mediator mediator, MediationProperties properties, InstantSource clock, MeterRegistry metrics, RoleWatch role) {
        this.mediator = mediator;
        this.interval = properties.interval();
        this.clock = clock;
        this.metrics = metrics;
        this.role = role;
        this.lastSuccess = clock.instant();
        metrics.gauge("tandem_mediation_rows_waiting", rowsWaiting);
        this.passes = metrics.timer("tandem_mediation_pass");
        for (CallStatus status : CallStatus.values()) metrics.counter(WRITTEN, "status", status.column());
    }

    @Override public void start() {
        Thread started = Thread.ofPlatform().name("mediation").start(this::run);
        thread = Optional.of(started);
    }

    private void run() {
        try {
            do {
                passes.record(this::pass);
            } while (!stop.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            log.warn("mediation was interrupted and ends");
        }
    }

    private void pass() {
        if (!role.isActive()) {
            state = "standby";
            lastSuccess = clock.instant();
            return;
        }
        try {
            switch (mediator.run()) {
                case Mediator.Pass.Done(var written, long waiting) -> {
                    written.forEach(this::count);
                    rowsWaiting.set(waiting);
                    state = "mediating";
                }
                case Mediator.Pass.Elsewhere() -> state = "another mediator is at work";
            }
            if (failing) log.info("mediation works again");
            failing = false;
            lastSuccess = clock.instant();
        } catch (SQLException | RuntimeException e) {
            if (!failing) log.error("mediation failed, accounting rows wait and the next pass tries again; check tandem.db.url", e);
            failing = true;
            state = "failing: " + e.getMessage();
        }
    }

    private void count(Cdr cdr) { metrics.counter(WRITTEN, "status", cdr.status().column()).increment(); }

    @Override public Health health() {
        boolean isUp = clock.instant().isBefore(lastSuccess.plus(STALE));
        return (isUp ? Health.up() : Health.down()).withDetail("state", state).withDetail("rowsWaiting", rowsWaiting.get())
                .withDetail("lastSuccess", lastSuccess.toString()).build();
    }

    /** Lets the pass under way finish: it commits or it never was. */
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
