package io.tandem.data.coherence;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * Reads for a cache that changes are told to: an answer is kept only if no change was told while it was read, and who asks for the same thing at
 * the same time shares one read. Any thread, event loops too: nothing here blocks but {@link #forget}, for as long as its argument takes.
 */
public final class CoherentReads implements AutoCloseable {
    private final BoundedReads reads;
    private final ConcurrentMap<Object, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private volatile long epoch;

    /**
     * @param concurrent reads at the same time; no more than the pool has connections
     * @param waiting    reads that may wait for one before callers are told of an overload
     */
    public CoherentReads(int concurrent, int waiting) { this.reads = new BoundedReads(concurrent, waiting); }

    /**
     * The answer of {@code read}, which runs on a virtual thread; the future fails with {@link ReadOverloadException} or with what it throws.
     *
     * @param key   what is asked for; a key has one type of answer
     * @param cache keeps the answer
     */
    @SuppressWarnings("unchecked") // by the contract of the key
    public <T> CompletableFuture<T> once(Object key, Callable<T> read, Consumer<T> cache) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<?> other = underWay.putIfAbsent(key, mine);
        if (other != null) return ((CompletableFuture<T>) other).copy();
        long before = epoch;
        reads.submit(read).whenComplete((answer, failure) -> {
            if (failure == null) keep(before, () -> cache.accept(answer));
            underWay.remove(key, mine);
            if (failure == null) mine.complete(answer);
            else mine.completeExceptionally(failure);
        });
        return mine.copy();
    }

    /** Under the lock that changes take, so that no change falls between the check and the caching. */
    private void keep(long before, Runnable cache) {
        synchronized (lock) {
            if (epoch == before) cache.run();
        }
    }

    /** Something changed: who asks from now on reads anew; what is being read is answered, but not kept.
     * @param invalidation takes out of the cache what is no longer true */
    public void forget(Runnable invalidation) {
        synchronized (lock) {
            epoch++;
            underWay.clear();
            invalidation.run();
        }
    }

    /** Reads that wait for the database. */
    public int waiting() { return reads.waiting(); }

    @Override public void close() { reads.close(); }
}
