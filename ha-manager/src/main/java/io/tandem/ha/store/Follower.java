package io.tandem.ha.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one store follow the role, again and again until it does, and remembers how it is. A thread of its own. */
final class Follower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private static final long END_SECONDS = 1;

    private final Store store;
    private final ScheduledExecutorService thread;
    private volatile Wish wish = Wish.NONE;
    private volatile boolean forced;
    private volatile Condition condition = new Condition(false, "not looked at yet");
    private volatile boolean followed;
    private Wish done = Wish.NONE;
    private String complaint = "";

    /** What is wanted of the store. */
    private enum Kind { NOTHING, ACTIVE, STANDBY }

    private record Wish(Kind kind, long epoch) {
        static final Wish NONE = new Wish(Kind.NOTHING, 0);
    }

    Follower(Store store, Duration interval) {
        this.store = store;
        thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("ha-" + store.name()).factory());
        thread.scheduleWithFixedDelay(this::turn, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @return completes after the first attempt */
    CompletionStage<Void> active(long epoch) { return wants(new Wish(Kind.ACTIVE, epoch)); }

    CompletionStage<Void> standby() {
        forced = false;
        return wants(new Wish(Kind.STANDBY, 0));
    }

    /** By order: as the active node it goes on with what it has, until it is standby. */
    void force() { forced = true; }

    private CompletionStage<Void> wants(Wish next) {
        if (!next.equals(wish)) {
            condition = new Condition(false, "changing its role");
            followed = false;
        }
        wish = next;
        return CompletableFuture.runAsync(this::turn, thread);
    }

    private void turn() {
        Wish now = wish;
        try {
            if (now.kind() == Kind.ACTIVE && (!now.equals(done) || !store.isPromoted())) {
                store.promote(new Store.Order(now.epoch(), forced, () -> now.equals(wish)));
            }
            if (now.kind() == Kind.STANDBY) store.demote(); // each time: one that was started anew may have forgotten it
            if (!now.equals(done)) log.info("{} follows the role: {}", store.name(), now.kind() == Kind.ACTIVE ? "active" : "standby");
            done = now;
            Condition found = now.kind() == Kind.NOTHING ? condition : store.look(now.kind() == Kind.ACTIVE);
            if (now.equals(wish)) {
                condition = found;
                if (found.protects()) followed = true;
            }
            complaint = "";
        } catch (StoreException | RuntimeException e) { // thrown on, it would be the last look
            if (!now.equals(wish)) {
                log.info("{} was following a role that is over: {}", store.name(), e.getMessage());
                return; // the next one is waiting
            }
            condition = new Condition(false, "does not follow the role: " + e.getMessage());
            if (!complaint.equals(e.getMessage())) log.error("{} does not follow the role, it is asked again: {}", store.name(), e.getMessage());
            complaint = String.valueOf(e.getMessage());
        }
    }

    String name() { return store.name(); }

    Condition condition() { return condition; }

    /** Has it followed the peer since this node is standby, so that what the peer had by then is here? True on the active node. */
    boolean hasFollowed() { return wish.kind() == Kind.ACTIVE || followed; }

    @Override public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) log.warn("{} is still at work", store.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
