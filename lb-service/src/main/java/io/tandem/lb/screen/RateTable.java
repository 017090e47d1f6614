package io.tandem.lb.screen;

import io.tandem.lb.ban.KeyTable;

/** What each source sent in the sliding window: two counts, of the window before and of the current one; the one before counts for the part of it that the
 * sliding window still covers (an error of at most what the source sent in the window before). A full set loses its least active source, so that the
 * one who sends most is never forgotten. Units are eighths of a request. Loop thread, no allocation. */
final class RateTable {

    /** A request. */
    static final int REQUEST = 8;

    private static final long CURRENT = 0xFFFF_FFFFL;
    private static final int CEILING = Integer.MAX_VALUE / 4;

    private final KeyTable table;
    /** The window that the counts of a slot belong to. */
    private final int[] windows;
    /** Each: the window before in the upper half, the current one in the lower. */
    private final long[] offered;
    private final long[] admitted;
    private final long[] credit;
    private final boolean[] exempt;
    /** Since when the source exceeds its rate; valid if it did so less than a window ago. */
    private final long[] trippedAt;
    private final long[] lastOver;
    /** Requests let in with credentials since then, although the source exceeds its rate. */
    private final int[] proofs;
    private final long startNanos;
    private final long windowNanos;
    private int window = 1;
    private long windowStart;
    private long into;
    private int turn;
    private long evicted;

    RateTable(int capacity, long windowNanos, long nowNanos, long seed) {
        table = new KeyTable(capacity, seed);
        windows = new int[table.size()];
        offered = new long[table.size()];
        admitted = new long[table.size()];
        credit = new long[table.size()];
        exempt = new boolean[table.size()];
        trippedAt = new long[table.size()];
        lastOver = new long[table.size()];
        proofs = new int[table.size()];
        this.windowNanos = windowNanos;
        startNanos = nowNanos;
        windowStart = nowNanos;
    }

    /** The slot of the source, its counts moved on to the current window. */
    int claim(long high, long low, long nowNanos) {
        roll(nowNanos);
        int slot = table.find(high, low);
        if (slot == KeyTable.NONE) {
            return take(high, low);
        }
        if (windows[slot] != window) {
            age(slot);
        }
        return slot;
    }

    /** The slot, its counts moved on; or {@link KeyTable#NONE}. */
    int find(long high, long low, long nowNanos) {
        return table.find(high, low) == KeyTable.NONE ? KeyTable.NONE : claim(high, low, nowNanos);
    }

    private void roll(long nowNanos) {
        into = nowNanos - windowStart;
        if (into >= windowNanos) {
            window = (int) ((nowNanos - startNanos) / windowNanos) + 1;
            windowStart = startNanos + (window - 1) * windowNanos;
            into = nowNanos - windowStart;
        }
    }

    private void age(int slot) {
        boolean next = windows[slot] == window - 1;
        offered[slot] = next ? offered[slot] << 32 : 0;
        admitted[slot] = next ? admitted[slot] << 32 : 0;
        credit[slot] = next ? credit[slot] << 32 : 0;
        exempt[slot] = false;
        windows[slot] = window;
    }

    private int take(long high, long low) {
        int set = table.set(high, low);
        int victim = set + (turn++ & KeyTable.WAYS - 1);
        long least = activity(victim);
        for (int slot = set; slot < set + KeyTable.WAYS && least >= 0; slot++) {
            long activity = activity(slot);
            if (activity < least) {
                victim = slot;
                least = activity;
            }
        }
        evicted += least > 0 ? 1 : 0;
        table.put(victim, high, low);
        windows[victim] = window;
        offered[victim] = 0;
        admitted[victim] = 0;
        credit[victim] = 0;
        exempt[victim] = false;
        lastOver[victim] = 0;
        return victim;
    }

    /** -1 for a free slot. */
    private long activity(int slot) {
        if (table.isFree(slot)) {
            return -1;
        }
        int age = window - windows[slot];
        long counts = offered[slot];
        return age > 1 ? 0 : age == 1 ? counts & CURRENT : (counts >>> 32) + (counts & CURRENT);
    }

    void offer(int slot, int weight) {
        offered[slot] = plus(offered[slot], weight);
    }

    void admit(int slot, int weight) {
        admitted[slot] = plus(admitted[slot], weight);
    }

    void credit(int slot, int weight) {
        credit[slot] = plus(credit[slot], weight);
    }

    private static long plus(long counts, int weight) {
        return (counts & CURRENT) + weight > CEILING ? counts : counts + weight;
    }

    /** More than {@link #admitted}; without arithmetic. */
    long admittedAtMost(int slot) {
        return (admitted[slot] >>> 32) + (admitted[slot] & CURRENT);
    }

    /** What was let in within the window that ends now. */
    long admitted(int slot) {
        return sliding(admitted[slot]);
    }

    /** What was sent within the window that ends now, dropped or not. */
    long offered(int slot) {
        return sliding(offered[slot]);
    }

    /** What the source has earned within the window that ends now. */
    long credit(int slot) {
        return sliding(credit[slot]);
    }

    private long sliding(long counts) {
        return (counts & CURRENT) + (long) ((counts >>> 32) * (1 - (double) into / windowNanos));
    }

    /** The source sends too much. @return whether it did not do so before, within a window */
    boolean trip(int slot, long nowNanos) {
        boolean first = lastOver[slot] == 0 || nowNanos - lastOver[slot] > windowNanos;
        if (first) {
            trippedAt[slot] = nowNanos;
            proofs[slot] = 0;
        }
        lastOver[slot] = nowNanos == 0 ? 1 : nowNanos;
        return first;
    }

    /** How long it has been sending too much, without a break. */
    long trippedNanos(int slot, long nowNanos) {
        return nowNanos - trippedAt[slot];
    }

    /** Did it begin to send too much at this time, and is not forgiven? */
    boolean trippedAt(int slot, long nanos) {
        return lastOver[slot] != 0 && trippedAt[slot] == nanos;
    }

    /** Begins anew. */
    void forgive(int slot) {
        offered[slot] = 0;
        admitted[slot] = 0;
        lastOver[slot] = 0;
    }

    /** A request with credentials came. @return how many there were since the source exceeds its rate, this one included */
    int proof(int slot) {
        return ++proofs[slot];
    }

    boolean isExempt(int slot) {
        return exempt[slot];
    }

    /** Until the next window. */
    void exempt(int slot) {
        exempt[slot] = true;
    }

    /** Sources that had sent something lately and gave way to others. */
    long evictedCount() {
        return evicted;
    }
}
