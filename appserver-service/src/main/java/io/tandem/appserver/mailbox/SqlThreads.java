package io.tandem.appserver.mailbox;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs SQL on virtual threads: a few at a time, as many as the pool has connections, a bounded number waiting. Any thread. */
public final class SqlThreads implements AutoCloseable {
    @FunctionalInterface
    public interface SqlWork<T> {
        T run() throws SQLException;
    }

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("appserver-sql-", 0).factory());
    private final Semaphore connections;
    private final AtomicInteger underWay = new AtomicInteger();
    private final int capacity;

    public SqlThreads(int connections, int capacity) {
        this.connections = new Semaphore(connections);
        this.capacity = capacity;
    }

    /** Fails with the SQLException, or with RejectedExecutionException if too much waits. */
    public <T> CompletableFuture<T> run(SqlWork<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (underWay.incrementAndGet() > capacity) {
            underWay.decrementAndGet();
            result.completeExceptionally(new RejectedExecutionException(capacity + " statements wait for the database already"));
            return result;
        }
        threads.execute(() -> runNow(work, result));
        return result;
    }

    private <T> void runNow(SqlWork<T> work, CompletableFuture<T> result) {
        connections.acquireUninterruptibly();
        try {
            result.complete(work.run());
        } catch (SQLException | RuntimeException e) {
            result.completeExceptionally(e);
        } finally {
            connections.release();
            underWay.decrementAndGet();
        }
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        threads.close();
    }
}
