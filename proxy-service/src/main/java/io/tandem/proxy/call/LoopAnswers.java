package io.tandem.proxy.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings answers back to the event loop. Called on the loop; an answer that is there already is taken at once. */
public final class LoopAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(LoopAnswers.class);

    private final Scheduler loop;

    public LoopAnswers(Scheduler loop) {
        this.loop = loop;
    }

    /** Runs one of the two on the loop; {@code failed} also if {@code answered} throws. */
    public <T> void when(CompletionStage<T> stage, Consumer<? super T> answered, Consumer<Throwable> failed) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (future.isDone()) {
            settle(future, answered, failed);
        } else {
            future.whenComplete((_, _) -> loop.execute(() -> settle(future, answered, failed)));
        }
    }

    /** The same stage, but what follows it runs on the loop. */
    public <T> CompletionStage<T> onLoop(CompletionStage<T> stage) {
        if (stage.toCompletableFuture().state() == Future.State.SUCCESS) {
            return stage;
        }
        CompletableFuture<T> here = new CompletableFuture<>();
        when(stage, here::complete, here::completeExceptionally);
        return here;
    }

    private static <T> void settle(CompletableFuture<T> done, Consumer<? super T> answered, Consumer<Throwable> failed) {
        if (done.isCompletedExceptionally()) {
            Throwable failure = done.exceptionNow();
            failed.accept(failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure);
        } else {
            try {
                answered.accept(done.join());
            } catch (RuntimeException bug) { // a request must not stay unanswered for it
                LOG.error("step after an answer failed", bug);
                failed.accept(bug);
            }
        }
    }
}
