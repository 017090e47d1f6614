package io.tandem.billing.fraud;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.platform.role.RoleWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Runs the check of limits every interval on a thread of its own, while this node is active. */
public final class FraudLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(FraudLoop.class);
    private static final String PASSED = "tandem_fraud_limits_passed";

    private final FraudCheck check;
    private final Duration interval;
    private final MeterRegistry metrics;
    private final RoleWatch role;
    private final Semaphore stop = new Semaphore(0);
    private volatile Optional<Thread> thread = Optional.empty();
    private boolean failing;

    public FraudLoop(FraudCheck check, FraudProperties properties, MeterRegistry metrics, RoleWatch role) {
        this.check = check;
        this.interval = properties.interval();
        this.metrics = metrics;
        this.role = role;
        for (Period.Length length : Period.Length.values()) metrics.counter(PASSED, "period", length.column());
    }

    @Override public void start() { thread = Optional.of(Thread.ofPlatform().name("fraud").start(this::run)); }

    private void run() {
        try {
            do {
                pass();
            } while (!stop.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            log.warn("the check of limits was interrupted and ends");
        }
    }

    private void pass() {
        if (!role.isActive()) return;
        try {
            check.run().orElse(List.of()).forEach(alarm -> metrics.counter(PASSED, "period", alarm.period()).increment());
            if (failing) log.info("limits of customers are checked again");
            failing = false;
        } catch (SQLException | RuntimeException e) {
            if (!failing) log.error("limits of customers cannot be checked, the next pass tries again; check tandem.db.url", e);
            failing = true;
        }
    }

    /** Lets the pass under way finish. */
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
