package io.tandem.b2bua.call;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.tandem.b2bua.replica.CallRecord;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.timer.CallScheduler;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this node serves, and its taking over: calls that the other node has left go on before the first request is looked at. Loop thread only. */
final class Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Duty.class);
    private static final Duration RETRY = Duration.ofMillis(20);
    private static final int TRIES = 100;
    private static final Duration LATE_RETRY = Duration.ofSeconds(1);
    private static final int MOST_HELD = 10_000;

    private final CallContext context;
    private final CallScheduler timers;
    private final Consumer<ServerTransaction> serve;
    private final Deque<ServerTransaction> held = new ArrayDeque<>();
    private boolean serving;
    private long turn;

    /** @param serve takes requests that had to wait */
    Duty(CallContext context, CallScheduler timers, Consumer<ServerTransaction> serve) {
        this.context = context;
        this.timers = timers;
        this.serve = serve;
    }

    /** Keeps a request until this node serves. @return false: it serves, or too many wait */
    boolean holds(ServerTransaction tx) {
        if (serving || held.size() >= MOST_HELD) return false;
        return held.add(tx);
    }

    boolean isServing() {
        return serving;
    }

    /** This node is active. */
    void begin() {
        if (!serving) restore(++turn, TRIES);
    }

    /** Another node is: its calls are none of ours. Nobody is told anything. */
    void end() {
        turn++;
        serving = false;
        held.clear();
        int calls = context.table().size();
        timers.cancelAll();
        context.table().clear();
        context.replica().standBy();
        if (calls > 0 && context.replica().isOfCustomers()) LOG.info("{} calls left to the other node", calls);
    }

    private void restore(long started, int tries) {
        Optional<CompletionStage<List<CallRecord>>> left = context.replica().left();
        if (left.isEmpty()) {
            goOn(List.of());
            return;
        }
        left.get().whenComplete((calls, failure) -> {
            if (started != turn) return;
            if (failure == null) goOn(calls);
            else again(started, tries, failure);
        });
    }

    /** After the tries this node serves, and established calls go on whenever the store answers. @param tries 0: it serves already */
    private void again(long started, int tries, Throwable failure) {
        if (tries == 1) {
            LOG.warn("calls of an earlier process or of the other node go on only when Redis answers; new ones are served: {}", failure.toString());
            goOn(List.of());
        }
        Duration pause = tries > 1 ? RETRY : LATE_RETRY;
        timers.schedule(pause.toNanos(), () -> restore(started, Math.max(0, tries - 1)));
    }

    /** One that cannot go on keeps no other from it. */
    private boolean isRestored(CallRecord call) {
        try {
            new RestoredCall(call, context).start();
            return true;
        } catch (RuntimeException e) {
            LOG.error("call {} of an earlier process or of the other node does not go on", call.key(), e);
            return false;
        }
    }

    private void goOn(List<CallRecord> calls) {
        serving = true;
        int restored = 0;
        for (CallRecord call : calls) {
            if (context.table().find(call.caller().id()).isEmpty() && isRestored(call)) restored++;
        }
        if (restored > 0 && context.replica().isOfCustomers()) LOG.info("{} calls of an earlier process or of the other node go on", restored);
        for (ServerTransaction tx = held.poll(); tx != null; tx = held.poll()) serve.accept(tx);
    }
}
