package io.tandem.appserver.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.tandem.net.Scheduler;
import io.tandem.sip.transaction.ServerTransaction;

/** BYEs of a caller that are answered when the application is done: what its caller has left here, a message, is kept by then. Loop thread only. */
final class Farewell {
    /** Then they are answered all the same; the caller's Timer F would be 32 s (RFC 3261 §17.1.2.2). */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Scheduler scheduler;
    private final Consumer<ServerTransaction> answer;
    private final List<ServerTransaction> waiting = new ArrayList<>();
    private Scheduler.Timeout limit = () -> false;

    Farewell(Scheduler scheduler, Consumer<ServerTransaction> answer) {
        this.scheduler = scheduler;
        this.answer = answer;
    }

    void hold(ServerTransaction bye) {
        waiting.add(bye);
        limit.cancel();
        limit = scheduler.schedule(PATIENCE.toNanos(), this::say);
    }

    void say() {
        limit.cancel();
        waiting.forEach(answer);
        waiting.clear();
    }
}
