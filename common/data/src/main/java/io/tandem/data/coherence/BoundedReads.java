package io.tandem.data.coherence;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs blocking reads, and writes that callers wait for, on virtual threads: a few at a time, a bounded number waiting, the rest refused at once. */
public final class BoundedReads implements AutoCloseable {
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("data-read-", 0).factory());
    private final AtomicInteger waiting = new AtomicInteger();
    private final Semaphore permits;
    private final int limit;

    /** @param concurrent at the same time; no more than the pool has connections
     * @param limit      that may wait, those at work included */
    public BoundedReads(int concurrent, int limit) {
        this.permits = new Semaphore(concurrent);
        this.limit = limit;
    }

    /** Never blocks. The future completes on a virtual thread, or is already failed on overload. */
    public <T> CompletableFuture<T> submit(Callable<T> read) {
        int now = waiting.incrementAndGet();
        if (now > limit) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(new ReadOverloadException(now, limit));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> run(read, result));
        return result;
    }

    private <T> void run(Callable<T> read, CompletableFuture<T> result) {
        permits.acquireUninterruptibly();
        T value;
        try {
            value = read.call();
        } catch (Exception | Error e) {
            result.completeExceptionally(e);
            return;
        } finally {
            permits.release();
            waiting.decrementAndGet();
        }
        result.complete(value);
    }

    /** Those at work included. */
    public int waiting() { return waiting.get(); }

    @Override public void close() { threads.shutdownNow(); }
}
