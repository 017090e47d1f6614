package io.tandem.lb.ban;

import java.util.Arrays;

/** Which slot belongs to which key of two numbers: a fixed number of slots in sets of four, found by a secret hash, so that nobody outside can aim at a
 * set. What a slot holds, and who leaves a full set, is the owner's business. No allocation. One thread. */
public final class KeyTable {

    /** Slots of a set. */
    public static final int WAYS = 4;
    /** No such key. */
    public static final int NONE = -1;

    private final long[] keys;
    private final int mask;
    private final long seed;

    /** @param slots at least so many; rounded up to a power of two */
    public KeyTable(int slots, long seed) {
        int size = Math.max(WAYS, Integer.highestOneBit(Math.max(1, slots - 1)) << 1);
        keys = new long[size * 2];
        mask = size - WAYS;
        this.seed = seed;
    }

    public int size() {
        return keys.length / 2;
    }

    /** First of the four slots where the key can be. */
    public int set(long high, long low) {
        long hash = (high ^ seed) * 0x9E3779B97F4A7C15L + low;
        hash = (hash ^ hash >>> 32) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 29 ^ seed) * 0xc4ceb9fe1a85ec53L;
        return (int) (hash >>> 32) & mask;
    }

    /** @return the key's slot, or {@link #NONE} */
    public int find(long high, long low) {
        int set = set(high, low);
        for (int slot = set; slot < set + WAYS; slot++) {
            if (keys[2 * slot + 1] == low && keys[2 * slot] == high) {
                return slot;
            }
        }
        return NONE;
    }

    /** Where a new key goes: a free slot of its set, else the slot with the earliest time.
     * @param nanos a time of each slot */
    public int victim(long high, long low, long[] nanos) {
        int set = set(high, low);
        int victim = set;
        for (int slot = set; slot < set + WAYS; slot++) {
            if (isFree(slot)) {
                return slot;
            }
            victim = nanos[slot] - nanos[victim] < 0 ? slot : victim;
        }
        return victim;
    }

    public boolean isFree(int slot) {
        return keys[2 * slot] == 0 && keys[2 * slot + 1] == 0;
    }

    /** Gives the slot to a key that is not (0, 0). */
    public void put(int slot, long high, long low) {
        keys[2 * slot] = high;
        keys[2 * slot + 1] = low;
    }

    public void free(int slot) {
        put(slot, 0, 0);
    }

    public long high(int slot) {
        return keys[2 * slot];
    }

    public long low(int slot) {
        return keys[2 * slot + 1];
    }

    public void clear() {
        Arrays.fill(keys, 0);
    }
}
