package io.tandem.lb.ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The banned sources, {@code ipban}: a bounded number, each until its time. An ended ban is remembered for a while, since the next one is longer.
 *
 * <p>A full set loses the ban that ends first: under an attack from more sources than fit, the rate limit holds until the source is banned anew. Loop
 * thread. */
public final class SourceBans {

    /** One ban, for people.
     * @param stage   how often before
     * @param untilNanos of the loop's clock */
    public record Entry(String address, BanReason reason, int stage, long sinceNanos, long untilNanos, long refused) {

        public boolean isForGood(long nowNanos) {
            return untilNanos - nowNanos > BanLengths.FOREVER.toNanos() / 2;
        }
    }

    /** Hears of bans as they are set here, not of those that {@link #restore} brings. */
    @FunctionalInterface
    public interface Listener {
        void banned(Entry ban);
    }

    private final BanLengths lengths;
    private final KeyTable table;
    private final long[] since;
    private final long[] until;
    private final long[] refused;
    private final byte[] stages;
    private final byte[] reasons;
    private Listener listener = ban -> {};
    private int used;
    private long set;
    private long lifted;
    private long evicted;

    public SourceBans(BanLengths lengths, int capacity, long seed) {
        this.lengths = lengths;
        table = new KeyTable(capacity, seed);
        since = new long[table.size()];
        until = new long[table.size()];
        refused = new long[table.size()];
        stages = new byte[table.size()];
        reasons = new byte[table.size()];
    }

    public void listen(Listener to) {
        listener = to;
    }

    /** Shall this message be dropped? Counts it, if so. */
    public boolean refuses(long high, long low, long nowNanos) {
        if (used == 0) {
            return false;
        }
        int slot = table.find(high, low);
        if (slot == KeyTable.NONE || until[slot] - nowNanos <= 0) {
            return false;
        }
        refused[slot]++;
        return true;
    }

    public boolean isBanned(long high, long low, long nowNanos) {
        int slot = table.find(high, low);
        return slot != KeyTable.NONE && until[slot] - nowNanos > 0;
    }

    /** Bans a source for as long as its past deserves; nothing changes for one that is banned. */
    public void ban(long high, long low, BanReason reason, long nowNanos) {
        ban(high, low, reason, lengths, nowNanos);
    }

    /** The same with a measure of its own. */
    public void ban(long high, long low, BanReason reason, BanLengths measure, long nowNanos) {
        if (isBanned(high, low, nowNanos)) {
            return;
        }
        int before = table.find(high, low);
        boolean again = before != KeyTable.NONE && nowNanos - until[before] < lengths.forgottenNanos();
        int stage = again ? Math.min(stages[before] + 1, Byte.MAX_VALUE) : 0;
        tell(write(high, low, reason, stage, nowNanos, nowNanos + measure.nanos(stage), nowNanos));
    }

    /** Bans a source for good, until somebody lifts it. */
    public void banForGood(long high, long low, long nowNanos) {
        tell(write(high, low, BanReason.OPERATOR, 0, nowNanos, nowNanos + BanLengths.FOREVER.toNanos(), nowNanos));
    }

    /** Takes over a ban that was set elsewhere; the one that lasts longer wins. */
    public void restore(long high, long low, BanReason reason, int stage, long sinceNanos, long untilNanos, long nowNanos) {
        int slot = table.find(high, low);
        if (untilNanos - nowNanos > 0 && (slot == KeyTable.NONE || untilNanos - until[slot] > 0)) {
            write(high, low, reason, stage, sinceNanos, untilNanos, nowNanos);
        }
    }

    private void tell(int slot) {
        set++;
        listener.banned(entry(slot));
    }

    private int write(long high, long low, BanReason reason, int stage, long sinceNanos, long untilNanos, long nowNanos) {
        int slot = claim(high, low, nowNanos);
        since[slot] = sinceNanos;
        until[slot] = untilNanos;
        stages[slot] = (byte) Math.clamp(stage, 0, Byte.MAX_VALUE);
        reasons[slot] = (byte) reason.ordinal();
        return slot;
    }

    private int claim(long high, long low, long nowNanos) {
        int slot = table.find(high, low);
        if (slot != KeyTable.NONE) {
            return slot;
        }
        int victim = table.victim(high, low, until);
        if (table.isFree(victim)) {
            used++;
        } else if (until[victim] - nowNanos > 0) {
            evicted++;
        }
        table.put(victim, high, low);
        refused[victim] = 0;
        return victim;
    }

    /** Ends a ban and forgets it. @return false if there was none */
    public boolean lift(long high, long low, long nowNanos) {
        int slot = table.find(high, low);
        if (slot == KeyTable.NONE) {
            return false;
        }
        boolean active = until[slot] - nowNanos > 0;
        table.free(slot);
        used--;
        lifted += active ? 1 : 0;
        return active;
    }

    public Optional<Entry> find(long high, long low, long nowNanos) {
        return isBanned(high, low, nowNanos) ? Optional.of(entry(table.find(high, low))) : Optional.empty();
    }

    /** All bans that hold now. */
    public List<Entry> all(long nowNanos) {
        List<Entry> found = new ArrayList<>();
        for (int slot = 0; slot < table.size(); slot++) {
            if (!table.isFree(slot) && until[slot] - nowNanos > 0) {
                found.add(entry(slot));
            }
        }
        return found;
    }

    /** The number of bans that hold now. */
    public long active(long nowNanos) {
        long count = 0;
        for (int slot = 0; slot < (used == 0 ? 0 : table.size()); slot++) {
            count += !table.isFree(slot) && until[slot] - nowNanos > 0 ? 1 : 0;
        }
        return count;
    }

    private Entry entry(int slot) {
        return new Entry(SourceKeys.text(table.high(slot), table.low(slot)), BanReason.of(reasons[slot]), stages[slot], since[slot], until[slot],
                refused[slot]);
    }

    /** Bans set here since the start. */
    public long setCount() {
        return set;
    }

    /** Bans lifted before their time. */
    public long liftedCount() {
        return lifted;
    }

    /** Bans that gave way to others for want of room. */
    public long evictedCount() {
        return evicted;
    }
}
