package io.tandem.lb.account;

import io.tandem.lb.ban.KeyTable;
import io.tandem.lb.ban.LinearCount;

/** Accounts that are attacked from many sources. To such a one strangers together get an attempt now and then, so that guessing is slow and the owner on a
 * new address still gets in. A full set loses the account whose last failure is oldest. Loop thread, no allocation. */
final class GuardedAccounts {

    private static final long MARK = 1;

    private final KeyTable table;
    private final int sources;
    private final long windowNanos;
    private final long intervalNanos;
    /** A bit for each source that failed, of 64 kinds of hash: two sources with one bit count as one. */
    private final long[] bits;
    private final long[] last;
    private final long[] attemptAt;
    private long guardedUntil;

    GuardedAccounts(AccountProperties properties, long nowNanos, long seed) {
        table = new KeyTable(properties.entries() / 4, seed);
        sources = properties.attackSources();
        windowNanos = properties.sprayWindow().toNanos();
        intervalNanos = properties.guardedInterval().toNanos();
        bits = new long[table.size()];
        last = new long[table.size()];
        attemptAt = new long[table.size()];
        guardedUntil = nowNanos;
    }

    /** @return whether this failure puts the account under guard */
    boolean failed(long account, long sourceHash, long nowNanos) {
        int slot = claim(account);
        long before = nowNanos - last[slot] > windowNanos ? 0 : bits[slot];
        bits[slot] = LinearCount.with(before, sourceHash);
        last[slot] = nowNanos;
        if (LinearCount.of(bits[slot]) >= sources) {
            guardedUntil = nowNanos + windowNanos;
        }
        return LinearCount.of(before) < sources && LinearCount.of(bits[slot]) >= sources;
    }

    private int claim(long account) {
        int slot = table.find(account, MARK);
        if (slot != KeyTable.NONE) {
            return slot;
        }
        int victim = table.victim(account, MARK, last);
        table.put(victim, account, MARK);
        bits[victim] = 0;
        attemptAt[victim] = 0;
        return victim;
    }

    /** False if certainly no account is under guard. */
    boolean mayGuard(long nowNanos) {
        return guardedUntil - nowNanos > 0;
    }

    /** May a stranger try a password now? */
    boolean admits(long account, long nowNanos) {
        int slot = table.find(account, MARK);
        boolean guarded = slot != KeyTable.NONE && nowNanos - last[slot] <= windowNanos && LinearCount.of(bits[slot]) >= sources;
        if (!guarded) {
            return true;
        }
        if (attemptAt[slot] != 0 && nowNanos - attemptAt[slot] < intervalNanos) {
            return false;
        }
        attemptAt[slot] = nowNanos == 0 ? 1 : nowNanos;
        return true;
    }

    void forget(long account) {
        int slot = table.find(account, MARK);
        if (slot != KeyTable.NONE) {
            table.free(slot);
        }
    }
}
