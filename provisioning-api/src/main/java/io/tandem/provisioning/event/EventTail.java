package io.tandem.provisioning.event;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Tells listeners each event once it is committed. A lower id may be committed after a higher one: what is not settled is read again each time, and
 * what was told is remembered as long. One thread of its own; reads only while somebody listens.
 */
public final class EventTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int BATCH = 5000;

    private final Outbox outbox;
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("event-tail").factory());
    private final Set<Long> told = new HashSet<>();
    private long settled;
    private boolean reading;

    public EventTail(Outbox outbox) {
        this.outbox = outbox;
        thread.scheduleWithFixedDelay(this::poll, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** It is told what is committed from now on. */
    synchronized void add(Consumer<Event> listener) {
        if (!reading) {
            startHere();
        }
        listeners.add(listener);
    }

    void remove(Consumer<Event> listener) {
        listeners.remove(listener);
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private synchronized void poll() {
        try {
            if (listeners.isEmpty()) {
                reading = false;
            } else {
                read();
            }
        } catch (DataAccessException away) {
            LOG.warn("events cannot be read, listeners wait: {}", away.getMessage());
        }
    }

    /** What is there already is no news. */
    private void startHere() {
        settled = outbox.settled();
        told.clear();
        outbox.after(settled, Optional.empty(), BATCH).forEach(event -> told.add(event.id()));
        reading = true;
    }

    private void read() {
        long next = outbox.settled();
        List<Event> events = outbox.after(settled, Optional.empty(), BATCH);
        events.stream().filter(event -> told.add(event.id())).forEach(event -> listeners.forEach(listener -> listener.accept(event)));
        settled = Math.max(settled, events.size() < BATCH ? next : Math.min(next, events.getLast().id()));
        told.removeIf(id -> id <= settled);
    }
}
