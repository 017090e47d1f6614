package io.tandem.provisioning.webhook;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.tandem.provisioning.event.Event;
import io.tandem.provisioning.event.Outbox;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Delivers events at least once and in order for each webhook: the next one goes when the one before was answered 2xx or given up. A failing
 * webhook is tried again after 2, 4, 8 seconds and so on up to an hour, and holds up no other.
 */
public final class Deliverer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int AT_ONCE = 16;

    /** Then others get their turn. */
    private static final int IN_A_ROW = 100;

    private final Deliveries deliveries;
    private final Outbox outbox;
    private final HttpPost http;
    private final Duration deadAfter;
    private final InstantSource clock;
    private final BooleanSupplier active;
    private final Set<Long> running = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("webhooks").factory());

    /** @param active whether this node delivers now */
    public Deliverer(Store store, Outbox outbox, Transactions transactions, WebhookProperties properties, InstantSource clock, BooleanSupplier active) {
        this.deliveries = new Deliveries(store, transactions);
        this.outbox = outbox;
        this.http = new HttpPost(properties.privateTargets());
        this.deadAfter = properties.deadAfter();
        this.clock = clock;
        this.active = active;
        thread.scheduleWithFixedDelay(this::startDue, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void startDue() {
        if (!active.getAsBoolean()) {
            return;
        }
        try {
            deliveries.webhooksDue().stream().filter(webhook -> !running.contains(webhook)).forEach(this::start);
        } catch (DataAccessException away) {
            LOG.warn("webhooks wait, their deliveries cannot be read: {}", away.getMessage());
        }
    }

    private void start(long webhook) {
        if (room.tryAcquire()) {
            running.add(webhook);
            Thread.ofVirtual().name("webhook-" + webhook).start(() -> {
                try {
                    serve(webhook);
                } catch (DataAccessException away) {
                    LOG.warn("webhook {} waits, the database is away: {}", webhook, away.getMessage());
                } finally {
                    running.remove(webhook);
                    room.release();
                }
            });
        }
    }

    private void serve(long webhook) {
        if (!deliveries.lease(webhook)) {
            return;
        }
        boolean goesOn = true;
        for (int sent = 0; goesOn && sent < IN_A_ROW && active.getAsBoolean(); sent++) {
            Optional<Deliveries.Pending> head = deliveries.head(webhook, deadAfter);
            goesOn = head.isPresent() && deliver(webhook, head.get());
            deliveries.renew(webhook);
        }
        deliveries.release(webhook);
    }

    /** @return whether the line goes on */
    private boolean deliver(long webhook, Deliveries.Pending pending) {
        if (pending.expired()) {
            LOG.warn("delivery {} of event {} to webhook {} is given up after {}", pending.id(), pending.eventId(), webhook, deadAfter);
            deliveries.dead(pending.id());
            return true;
        }
        Duration pause = pause(pending.failures());
        try {
            int status = post(pending);
            if (status / 100 == 2) {
                deliveries.delivered(webhook, pending.id(), status);
                return true;
            }
            deliveries.failed(webhook, pending.id(), Optional.of(status), "answered " + status, pause);
        } catch (IOException unreachable) {
            deliveries.failed(webhook, pending.id(), Optional.empty(), String.valueOf(unreachable.getMessage()), pause);
        }
        return false;
    }

    private int post(Deliveries.Pending pending) throws IOException {
        Event event = outbox.byId(pending.eventId()).orElseThrow(() -> new IOException("event %d is no longer kept".formatted(pending.eventId())));
        String body = event.json();
        return http.send(Target.of(pending.url()), body, Map.of(Signature.HEADER, Signature.of(pending.secret(), clock.instant(), body),
            "Tandem-Event", event.type(), "Tandem-Event-Id", Long.toString(event.id()), "Tandem-Delivery", Long.toString(pending.id())));
    }

    /** 2, 4, 8 seconds, up to an hour. */
    static Duration pause(int failuresBefore) {
        Duration doubled = Duration.ofSeconds(2L << Math.min(failuresBefore, 20));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
