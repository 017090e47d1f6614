package io.tandem.proxy.control;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.tandem.platform.control.ControlFault;

/** Answers of Redis that a command waits for. Blocks the command's own thread. */
final class RedisAnswer {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private RedisAnswer() {}

    static <T> T of(CompletionStage<T> stage) throws ControlFault {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw ControlFault.failed("Redis: " + (e.getCause() == null ? "no answer within " + PATIENCE.toSeconds() + " s" : e.getCause().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ControlFault.failed("interrupted");
        }
    }
}
