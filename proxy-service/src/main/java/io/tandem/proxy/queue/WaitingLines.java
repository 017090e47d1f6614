package io.tandem.proxy.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.queue.QueuedCall;

/** Knows who waits for whom. Any thread; never blocks. */
@FunctionalInterface
public interface WaitingLines {
    /** Nobody waits for anybody. */
    WaitingLines NONE = _ -> CompletableFuture.completedFuture(false);

    /** Whether this call has to wait: others do, or nobody who takes the calls is free. Not if that cannot be found out. */
    CompletionStage<Boolean> isTaken(QueuedCall call);
}
