package io.tandem.lb.account;

import io.tandem.lb.ban.KeyTable;

/** From which sources an account has authenticated lately. A full set loses the pair that has been silent longest. Loop thread, no allocation. */
final class KnownPairs {

    private final KeyTable table;
    private final long[] last;
    private final long knownNanos;

    KnownPairs(int capacity, long knownNanos, long seed) {
        table = new KeyTable(capacity, seed);
        last = new long[table.size()];
        this.knownNanos = knownNanos;
    }

    void good(long account, long source, long nowNanos) {
        int slot = table.find(account, source);
        if (slot == KeyTable.NONE) {
            slot = table.victim(account, source, last);
            table.put(slot, account, source);
        }
        last[slot] = nowNanos;
    }

    boolean isKnown(long account, long source, long nowNanos) {
        int slot = table.find(account, source);
        return slot != KeyTable.NONE && nowNanos - last[slot] < knownNanos;
    }
}
