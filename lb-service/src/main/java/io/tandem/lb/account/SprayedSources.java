package io.tandem.lb.account;

import java.util.Arrays;

import io.tandem.lb.ban.KeyTable;
import io.tandem.lb.ban.LinearCount;

/** Which accounts failed from a source lately: exactly for few, by estimate for many. A full set loses the source whose last failure is oldest. Loop
 * thread, no allocation. */
final class SprayedSources {

    private final KeyTable table;
    private final int most;
    private final long windowNanos;
    private final long[] accounts;
    private final long[] at;
    /** All accounts that failed in a period of the window's length. */
    private final long[] bits;
    private final long[] periodStart;
    private final long[] last;

    /** @param most accounts that are counted exactly */
    SprayedSources(int capacity, int most, long windowNanos, long seed) {
        table = new KeyTable(capacity, seed);
        this.most = most;
        this.windowNanos = windowNanos;
        accounts = new long[table.size() * most];
        at = new long[table.size() * most];
        bits = new long[table.size()];
        periodStart = new long[table.size()];
        last = new long[table.size()];
    }

    /** @return how many accounts have failed from there within the window, this one included */
    int failed(long high, long low, long account, long nowNanos) {
        int slot = claim(high, low, nowNanos);
        last[slot] = nowNanos;
        if (nowNanos - periodStart[slot] > windowNanos) {
            periodStart[slot] = nowNanos;
            bits[slot] = 0;
        }
        bits[slot] = LinearCount.with(bits[slot], account);
        int exact = exact(slot, account, nowNanos);
        return exact < most ? exact : Math.max(exact, LinearCount.of(bits[slot]));
    }

    private int exact(int slot, long account, long nowNanos) {
        int base = slot * most;
        int place = base;
        for (int i = base; i < base + most; i++) {
            if (accounts[i] == account) {
                place = i;
                break;
            }
            place = older(i, place) ? i : place;
        }
        accounts[place] = account;
        at[place] = nowNanos;
        int count = 0;
        for (int i = base; i < base + most; i++) {
            count += accounts[i] != 0 && nowNanos - at[i] < windowNanos ? 1 : 0;
        }
        return count;
    }

    private boolean older(int place, int than) {
        return accounts[than] != 0 && (accounts[place] == 0 || at[place] - at[than] < 0);
    }

    private int claim(long high, long low, long nowNanos) {
        int slot = table.find(high, low);
        if (slot != KeyTable.NONE) {
            return slot;
        }
        int victim = table.victim(high, low, last);
        table.put(victim, high, low);
        bits[victim] = 0;
        periodStart[victim] = nowNanos;
        Arrays.fill(accounts, victim * most, (victim + 1) * most, 0);
        return victim;
    }

    void forget(long high, long low) {
        int slot = table.find(high, low);
        if (slot != KeyTable.NONE) {
            table.free(slot);
        }
    }
}
