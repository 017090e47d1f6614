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
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final int TRIES = 5;
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
        if (calls > 0) LOG.info("{} calls left to the other node", calls);
    }

    private void restore(long started, int tries) {
        Optional<CompletionStage<List<CallRecord>>> left = context.replica().left();
        if (left.isEmpty()) {
            goOn(List.of());
            return;
        }
        left.get().whenComplete((calls, failure) -> {
            if (started != turn) return;
            if (failure == null) {
                goOn(calls);
            } else if (tries > 1) {
                timers.schedule(RETRY.toNanos(), () -> restore(started, tries - 1));
            } else {
                LOG.warn("calls of an earlier process or of the other node do not go on: Redis does not answer: {}", failure.toString());
                goOn(List.of());
            }
        });
    }

    private void goOn(List<CallRecord> calls) {
        serving = true;
        int restored = 0;
        for (CallRecord call : calls) {
            if (context.table().find(call.caller().id()).isPresent()) continue;
            new RestoredCall(call, context).start();
            restored++;
        }
        if (restored > 0) LOG.info("{} calls of an earlier process or of the other node go on", restored);
        for (ServerTransaction tx = held.poll(); tx != null; tx = held.poll()) serve.accept(tx);
    }
}
