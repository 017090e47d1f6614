package io.tandem.b2bua.replica;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.tandem.data.redis.RedisOutage;
import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps established calls for the other node, or for the next process of this one. A store that is away or slow holds up no call: it goes on without, which
 * is said once, and {@link #isStored} tells of which calls the store has not all. Loop thread only. */
public final class CallReplica {
    private static final Logger LOG = LoggerFactory.getLogger(CallReplica.class);
    /** How long an answered call waits for the store. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Optional<CallStore> store;
    private final InstantSource clock;
    private final RedisOutage outage = new RedisOutage("calls that are answered now would not survive this node,");
    /** Calls whose last put has failed, or is not answered yet, by key; with the number of that put. */
    private final Map<String, Long> unstored = new HashMap<>();
    private long puts;

    /** @param store empty: calls end with this process */
    public CallReplica(Optional<CallStore> store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    public Instant now() {
        return clock.instant();
    }

    /** The callee has answered.
     * @param told runs, once, when the call is safe, or the store has had its time: then the caller may hear of it */
    public void answered(CallRecord call, Scheduler scheduler, Runnable told) {
        if (store.isEmpty()) {
            told.run();
            return;
        }
        var once = new Once(told);
        Scheduler.Timeout late = scheduler.schedule(PATIENCE.toNanos(), once);
        put(store.get(), call, true).whenComplete((_, _) -> {
            late.cancel();
            once.run();
        });
    }

    private CompletionStage<?> put(CallStore open, CallRecord call, boolean safe) {
        long number = ++puts;
        unstored.put(call.key(), number);
        return open.put(call.key(), CallFields.write(call), call.end(), safe).whenComplete((_, failure) -> {
            outage.note(failure);
            if (failure == null) unstored.remove(call.key(), number);
        });
    }

    /** Has the store this call as it is now?
     * @param key of its record */
    public boolean isStored(String key) {
        return store.isPresent() && !unstored.containsKey(key);
    }

    /** A dialog or a timer of the call is another now. */
    public void changed(CallRecord call) {
        store.ifPresent(open -> put(open, call, false));
    }

    /** @param key of its record */
    public void ended(String key) {
        unstored.remove(key);
        store.ifPresent(open -> open.remove(key).whenComplete((_, failure) -> outage.note(failure)));
    }

    /** The calls of this node are another one's now. */
    public void standBy() {
        unstored.clear();
    }

    /** @param told runs, once: has the other node of the pair all calls that are stored? Not if the store does not say so in time */
    public void whenCopied(Scheduler scheduler, Consumer<Boolean> told) {
        if (store.isEmpty()) {
            told.accept(false);
            return;
        }
        var answer = new AtomicBoolean();
        var once = new Once(() -> told.accept(answer.get()));
        Scheduler.Timeout late = scheduler.schedule(PATIENCE.toNanos(), once);
        store.get().isCopied().whenComplete((copied, failure) -> {
            answer.set(failure == null && copied);
            late.cancel();
            once.run();
        });
    }

    /** @see CallStore#isOfCustomers */
    public boolean isOfCustomers() {
        return store.map(CallStore::isOfCustomers).orElse(true);
    }

    /** What other processes have left; empty without a store. */
    public Optional<CompletionStage<List<CallRecord>>> left() {
        return store.map(open -> open.all().thenApply(CallReplica::readable));
    }

    private static List<CallRecord> readable(List<Map<String, String>> all) {
        var calls = new ArrayList<CallRecord>();
        for (Map<String, String> fields : all) {
            try {
                calls.add(CallFields.read(fields));
            } catch (IllegalArgumentException e) {
                LOG.error("a call of the other node is lost: {}", e.getMessage());
            }
        }
        return calls;
    }

    private static final class Once implements Runnable {
        private Optional<Runnable> task;

        Once(Runnable task) {
            this.task = Optional.of(task);
        }

        @Override public void run() {
            Optional<Runnable> due = task;
            task = Optional.empty();
            due.ifPresent(Runnable::run);
        }
    }
}
