package io.tandem.platform.control;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.tandem.net.EventLoop;

/**
 * Runs a piece of a command on an event loop, where the loop's state may be touched.
 * Keep the piece short: traffic waits meanwhile. Any thread but the loop's.
 */
public final class LoopCall {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final EventLoop loop;
    private final Duration patience;

    public LoopCall(EventLoop loop) {
        this(loop, PATIENCE);
    }

    public LoopCall(EventLoop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
    }

    /** @throws ControlFault 500 if it fails, or if the loop has not come to it in time; a piece that has not begun by then never runs */
    public <T> T call(Callable<T> piece) throws ControlFault {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> run(piece, done));
        try {
            return done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            done.cancel(false);
            throw ControlFault.failed("the event loop did not come to it within " + patience.toMillis() + " ms; is it overloaded?");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ControlFault fault ? fault : ControlFault.failed(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ControlFault.failed("interrupted");
        }
    }

    private static <T> void run(Callable<T> piece, CompletableFuture<T> done) {
        if (done.isDone()) {
            return;
        }
        try {
            done.complete(piece.call());
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
    }
}
