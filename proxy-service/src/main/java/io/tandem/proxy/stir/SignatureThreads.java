package io.tandem.proxy.stir;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Signs and verifies beside the event loop, on as many threads as there are processors. What does not fit into its queue is refused. */
public final class SignatureThreads implements Executor, AutoCloseable {
    private static final int WAITING = 1000; // some 300 ms of work for one processor
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ThreadPoolExecutor pool;

    public SignatureThreads() {
        int threads = Runtime.getRuntime().availableProcessors();
        pool = new ThreadPoolExecutor(threads, threads, IDLE.toSeconds(), TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("signatures-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /** @throws RejectedExecutionException if too much waits already */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
