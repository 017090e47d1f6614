package io.tandem.lb.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import io.tandem.lb.ban.BanLengths;
import io.tandem.lb.ban.KeyTable;
import org.jspecify.annotations.Nullable;

/** Wrong passwords by account and source, {@code auth}, and the bans that follow. A full set loses the entry that was heard of longest ago, bans last.
 * Loop thread. */
final class Failures {

    /** An account as it failed from one source.
     * @param stage      how often it was banned before, if it is banned
     * @param untilNanos end of the ban; not after now if there is none */
    record Entry(String account, String address, String userAgent, int failures, int stage, long lastFailureNanos, long untilNanos) {}

    private record Name(String account, String address, String userAgent) {}

    private final BanLengths lengths;
    private final int attempts;
    private final KeyTable table;
    private final @Nullable Name[] names;
    private final int[] failures;
    private final int[] bansBefore;
    private final long[] last;
    private final long[] until;
    private int used;
    private long latestEnd;

    Failures(AccountProperties properties, long nowNanos, long seed) {
        lengths = properties.banLengths();
        attempts = properties.attempts();
        table = new KeyTable(properties.entries(), seed);
        names = new Name[table.size()];
        failures = new int[table.size()];
        bansBefore = new int[table.size()];
        last = new long[table.size()];
        until = new long[table.size()];
        latestEnd = nowNanos;
    }

    /** Counts a failure. @return whether it was the one that brings a ban */
    boolean failed(long account, long source, String name, String address, String userAgent, long nowNanos) {
        int slot = claim(account, source, nowNanos);
        boolean quiet = nowNanos - last[slot] > lengths.forgottenNanos();
        boolean banEnded = failures[slot] >= attempts && until[slot] - nowNanos <= 0;
        failures[slot] = quiet || banEnded ? 1 : Math.min(failures[slot] + 1, Integer.MAX_VALUE - 1);
        bansBefore[slot] = quiet ? 0 : bansBefore[slot];
        last[slot] = nowNanos;
        names[slot] = new Name(name, address, userAgent);
        if (failures[slot] < attempts || until[slot] - nowNanos > 0) {
            return false;
        }
        hold(slot, nowNanos + lengths.nanos(bansBefore[slot]++));
        return true;
    }

    /** Takes over a ban that was set elsewhere. */
    void restore(long account, long source, Entry ban, long nowNanos) {
        int slot = claim(account, source, nowNanos);
        names[slot] = new Name(ban.account(), ban.address(), ban.userAgent());
        failures[slot] = Math.max(failures[slot], ban.failures());
        bansBefore[slot] = Math.max(bansBefore[slot], ban.stage() + 1);
        last[slot] = Math.max(last[slot], ban.lastFailureNanos());
        if (ban.untilNanos() - until[slot] > 0) {
            hold(slot, ban.untilNanos());
        }
    }

    private void hold(int slot, long untilNanos) {
        until[slot] = untilNanos;
        latestEnd = Math.max(latestEnd, untilNanos);
    }

    private int claim(long account, long source, long nowNanos) {
        int slot = table.find(account, source);
        if (slot != KeyTable.NONE) {
            return slot;
        }
        int set = table.set(account, source);
        int victim = set;
        for (int i = set; i < set + KeyTable.WAYS; i++) {
            if (table.isFree(i)) {
                victim = i;
                used++;
                break;
            }
            victim = rank(i, nowNanos) < rank(victim, nowNanos) ? i : victim;
        }
        table.put(victim, account, source);
        failures[victim] = 0;
        bansBefore[victim] = 0;
        until[victim] = nowNanos;
        last[victim] = nowNanos;
        return victim;
    }

    /** Who stays longer: one whose ban ends later, then one that failed later. */
    private long rank(int slot, long nowNanos) {
        return until[slot] - nowNanos > 0 ? until[slot] - nowNanos : last[slot] - nowNanos;
    }

    boolean isBanned(long account, long source, long nowNanos) {
        int slot = table.find(account, source);
        return slot != KeyTable.NONE && until[slot] - nowNanos > 0;
    }

    /** False if certainly nobody is banned. */
    boolean mayBan(long nowNanos) {
        return latestEnd - nowNanos > 0;
    }

    /** A success, or an operator: all is forgotten of the account from this source. */
    void forget(long account, long source) {
        int slot = used == 0 ? KeyTable.NONE : table.find(account, source);
        if (slot != KeyTable.NONE) {
            free(slot);
        }
    }

    private void free(int slot) {
        table.free(slot);
        names[slot] = null;
        used--;
    }

    /** Forgets an account, whatever the source. @return how many entries that were */
    int forget(String account) {
        String wanted = account.toLowerCase(Locale.ROOT);
        return remove(name -> name.account().toLowerCase(Locale.ROOT).equals(wanted));
    }

    int forgetAll() {
        return remove(name -> true);
    }

    private int remove(Predicate<Name> chosen) {
        int removed = 0;
        for (int slot = 0; slot < table.size(); slot++) {
            Name name = names[slot];
            if (name != null && chosen.test(name)) {
                free(slot);
                removed++;
            }
        }
        return removed;
    }

    /** Everything that is not forgotten yet. */
    List<Entry> all(long nowNanos) {
        List<Entry> found = new ArrayList<>();
        for (int slot = 0; slot < table.size(); slot++) {
            Name name = names[slot];
            if (name != null && (until[slot] - nowNanos > 0 || nowNanos - last[slot] <= lengths.forgottenNanos())) {
                found.add(entry(slot, name));
            }
        }
        return found;
    }

    /** The entry of an account that has failed from this source. */
    Entry entry(long account, long source) {
        int slot = table.find(account, source);
        Name name = slot == KeyTable.NONE ? null : names[slot];
        if (name == null) {
            throw new IllegalStateException("no failure of this account from this source");
        }
        return entry(slot, name);
    }

    private Entry entry(int slot, Name name) {
        return new Entry(name.account(), name.address(), name.userAgent(), failures[slot], Math.max(0, bansBefore[slot] - 1), last[slot], until[slot]);
    }
}
