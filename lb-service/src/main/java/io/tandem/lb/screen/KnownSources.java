package io.tandem.lb.screen;

import java.time.Duration;

import io.tandem.lb.ban.KeyTable;
import io.tandem.lb.ban.LinearCount;
import io.tandem.lb.ban.SourceKeys;

/** Sources with a successful authentication lately: nobody gets in here by flooding or by forging addresses. A full set loses the source that has been
 * silent longest. Loop thread. */
public final class KnownSources {

    private final KeyTable table;
    private final SourceKeys keys;
    private final long[] lastGood;
    /** A bit for each account (of 64 kinds of hash) that authenticated in this period and in the one before. */
    private final long[] accounts;
    private final long[] accountsBefore;
    private final long[] periodStart;
    private final long forgetNanos;
    private int used;

    public KnownSources(SourceKeys keys, Duration knownFor, int capacity, long seed) {
        this.keys = keys;
        table = new KeyTable(capacity, seed);
        lastGood = new long[table.size()];
        accounts = new long[table.size()];
        accountsBefore = new long[table.size()];
        periodStart = new long[table.size()];
        forgetNanos = knownFor.toNanos();
    }

    /** An account authenticated from there. */
    public void good(long high, long low, long accountHash, long nowNanos) {
        int slot = table.find(high, low);
        if (slot == KeyTable.NONE) {
            slot = claim(high, low, nowNanos);
        }
        lastGood[slot] = nowNanos;
        if (nowNanos - periodStart[slot] > forgetNanos) {
            accountsBefore[slot] = nowNanos - periodStart[slot] > 2 * forgetNanos ? 0 : accounts[slot];
            accounts[slot] = 0;
            periodStart[slot] = nowNanos;
        }
        accounts[slot] = LinearCount.with(accounts[slot], accountHash);
    }

    private int claim(long high, long low, long nowNanos) {
        int victim = table.victim(high, low, lastGood);
        used += table.isFree(victim) ? 1 : 0;
        table.put(victim, high, low);
        accounts[victim] = 0;
        accountsBefore[victim] = 0;
        periodStart[victim] = nowNanos;
        return victim;
    }

    public boolean isKnown(long high, long low, long nowNanos) {
        int slot = table.find(high, low);
        return slot != KeyTable.NONE && nowNanos - lastGood[slot] < forgetNanos;
    }

    /** About how many accounts authenticated from there lately. */
    public int accounts(long high, long low, long nowNanos) {
        int slot = table.find(high, low);
        if (slot == KeyTable.NONE || nowNanos - lastGood[slot] >= forgetNanos) {
            return 0;
        }
        return LinearCount.of(accounts[slot] | accountsBefore[slot]);
    }

    /** Sources in the table, known or once known. */
    public int size() {
        return used;
    }

    public SourceKeys keys() {
        return keys;
    }
}
