package io.tandem.relay.control;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Replies by cookie for 30 to 60 s: two generations, the older one dropped every 30 s, or sooner once the younger one holds 16 MiB. One thread. */
final class ReplayCache {
    static final long GENERATION_NANOS = 30_000_000_000L;
    /** Some seconds of a thousand calls a second: more than a client repeats. */
    static final int GENERATION_BYTES = 16 << 20;
    /** Objects around a reply. */
    private static final int ENTRY_BYTES = 128;

    private Map<String, byte[]> young = new HashMap<>();
    private Map<String, byte[]> old = new HashMap<>();
    private long swappedNanos;
    private int youngBytes;

    ReplayCache(long nowNanos) {
        swappedNanos = nowNanos;
    }

    Optional<byte[]> get(String cookie, long nowNanos) {
        swap(nowNanos);
        byte[] reply = young.get(cookie);
        return Optional.ofNullable(reply == null ? old.get(cookie) : reply);
    }

    void put(String cookie, byte[] reply, long nowNanos) {
        swap(nowNanos);
        young.put(cookie, reply);
        youngBytes += ENTRY_BYTES + cookie.length() + reply.length;
    }

    private void swap(long nowNanos) {
        long age = nowNanos - swappedNanos;
        if (age < GENERATION_NANOS && youngBytes < GENERATION_BYTES) return;
        old = age < 2 * GENERATION_NANOS ? young : new HashMap<>();
        young = new HashMap<>();
        youngBytes = 0;
        swappedNanos = nowNanos;
    }
}
