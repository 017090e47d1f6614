package io.tandem.lb.account;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.tandem.lb.affinity.Hash64;
import io.tandem.lb.ban.BanReason;
import io.tandem.lb.ban.SourceBans;
import io.tandem.lb.ban.SourceKeys;
import io.tandem.lb.screen.KnownSources;
import io.tandem.lb.screen.SourceScreen;
import io.tandem.net.peer.PeerAddress;

/** Keeps guessers of passwords out (signalling.md §1.2 item 7, §1.5): an account is refused from a source after so many failures, a source that fails for many
 * accounts is banned, and an account that fails from many sources is put under guard. Fed by what the proxies report on their answers. Loop thread; no
 * allocation but for failures. */
public final class AccountScreen {

    /** An account as it failed from one source, for people.
     * @param untilNanos end of its ban by the loop's clock; not after now if it is not banned */
    public record Entry(String account, String address, String userAgent, int failures, int stage, long lastFailureNanos, long untilNanos) {}

    /** Hears of bans as they are set here and lifted by success, not of those that {@link #restore} brings. */
    @FunctionalInterface
    public interface Listener {
        void banned(Entry ban);
    }

    private static final int LONGEST_NAME = 256;

    private final boolean enabled;
    private final int sprayedAccounts;
    private final SourceScreen sources;
    private final KnownSources known;
    private final SourceBans bans;
    private final SourceKeys keys;
    private final AccountKey accountKey;
    private final long seed;
    private final Failures failures;
    private final SprayedSources sprayed;
    private final GuardedAccounts guarded;
    private final KnownPairs pairs;
    private Listener listener = ban -> {};
    private long refused;
    private long slowed;
    private long failed;
    private long banned;

    public AccountScreen(AccountProperties properties, Duration knownFor, SourceScreen sources, KnownSources known, SourceBans bans, long nowNanos, long seed) {
        this.sources = sources;
        this.known = known;
        this.bans = bans;
        keys = known.keys();
        enabled = properties.banEnable();
        sprayedAccounts = properties.sprayedAccounts();
        accountKey = new AccountKey(seed);
        this.seed = seed;
        failures = new Failures(properties, nowNanos, seed);
        sprayed = new SprayedSources(properties.entries() / 4, properties.sprayedAccounts(), properties.sprayWindow().toNanos(), seed);
        guarded = new GuardedAccounts(properties, nowNanos, seed);
        pairs = new KnownPairs(4 * properties.entries(), knownFor.toNanos(), seed);
    }

    public void listen(Listener to) {
        listener = to;
    }

    /** True while {@link #check} and {@link #checkClaimed} refuse nobody: the usual case, in which not even the credentials need be searched for. */
    public boolean isIdle(long nowNanos) {
        return !failures.mayBan(nowNanos) && !guarded.mayGuard(nowNanos);
    }

    /** For a request with credentials: their user name and realm.
     * @return whether it shall be refused with 403 "Try again later" */
    public boolean check(byte[] data, int userFrom, int userTo, int realmFrom, int realmTo, PeerAddress source, long nowNanos) {
        if (isIdle(nowNanos)) {
            return false;
        }
        long account = accountKey.of(data, userFrom, userTo, realmFrom, realmTo);
        long pair = sourceHash(source);
        if (failures.isBanned(account, pair, nowNanos)) {
            refused++;
            return true;
        }
        boolean slow = guarded.mayGuard(nowNanos) && !pairs.isKnown(account, pair, nowNanos) && !guarded.admits(account, nowNanos);
        slowed += slow ? 1 : 0;
        return slow;
    }

    /** For a REGISTER without credentials: user and host of its From, which nobody has proved yet.
     * @return whether it shall be refused with 403 "Try again later" */
    public boolean checkClaimed(byte[] data, int userFrom, int userTo, int hostFrom, int hostTo, PeerAddress source, long nowNanos) {
        boolean isBanned = failures.mayBan(nowNanos)
                && failures.isBanned(accountKey.of(data, userFrom, userTo, hostFrom, hostTo), sourceHash(source), nowNanos);
        refused += isBanned ? 1 : 0;
        return isBanned;
    }

    /** What a proxy said about credentials.
     * @param source  who sent them
     * @param success whether they were right; else they were wrong, and not only stale */
    public void report(PeerAddress source, byte[] data, int accountFrom, int accountTo, int agentFrom, int agentTo, boolean success, long nowNanos) {
        long account = accountKey.of(data, accountFrom, accountTo);
        if (success) {
            succeeded(source, account, nowNanos);
        } else if (enabled) {
            failed(source, account, text(data, accountFrom, accountTo), text(data, agentFrom, agentTo), nowNanos);
        }
    }

    private static String text(byte[] data, int from, int to) {
        return new String(data, from, Math.min(to - from, LONGEST_NAME), StandardCharsets.UTF_8);
    }

    private void succeeded(PeerAddress source, long account, long nowNanos) {
        long pair = sourceHash(source);
        failures.forget(account, pair);
        pairs.good(account, pair, nowNanos);
        sources.authenticated(source, account, nowNanos);
    }

    private void failed(PeerAddress source, long account, String name, String userAgent, long nowNanos) {
        failed++;
        long high = keys.high(source);
        long low = keys.low(source);
        long pair = sourceHash(source);
        if (failures.failed(account, pair, name, SourceKeys.text(high, low), userAgent, nowNanos)) {
            banned++;
            listener.banned(entry(failures.entry(account, pair)));
        }
        guarded.failed(account, pair, nowNanos);
        int accounts = sprayed.failed(high, low, account, nowNanos);
        if (accounts >= sprayedAccounts && known.accounts(high, low, nowNanos) <= accounts && !sources.isExempt(source)) {
            bans.ban(high, low, BanReason.SPRAYING, nowNanos);
        }
    }

    /** One number for a source; never 0 together with an account, whose key is not 0. */
    private long sourceHash(PeerAddress source) {
        return Hash64.mix(Hash64.mix(keys.high(source) ^ seed) + keys.low(source));
    }

    /** Takes over a ban that was set elsewhere. */
    public void restore(Entry ban, PeerAddress source, long nowNanos) {
        failures.restore(accountKey.of(ban.account()), sourceHash(source), new Failures.Entry(ban.account(), ban.address(), ban.userAgent(),
                ban.failures(), ban.stage(), ban.lastFailureNanos(), ban.untilNanos()), nowNanos);
    }

    /** Ends all bans and failures of an account, and its guard. @return how many entries there were */
    public int lift(String account) {
        guarded.forget(accountKey.of(account));
        return failures.forget(account);
    }

    /** The same of all accounts. */
    public int liftAll(long nowNanos) {
        failures.all(nowNanos).forEach(entry -> guarded.forget(accountKey.of(entry.account())));
        return failures.forgetAll();
    }

    /** A source that was let free begins anew. */
    public void forgive(PeerAddress source) {
        sprayed.forget(keys.high(source), keys.low(source));
    }

    /** All failures that are not forgotten yet, bans among them. */
    public List<Entry> all(long nowNanos) {
        return failures.all(nowNanos).stream().map(AccountScreen::entry).toList();
    }

    private static Entry entry(Failures.Entry found) {
        return new Entry(found.account(), found.address(), found.userAgent(), found.failures(), found.stage(), found.lastFailureNanos(), found.untilNanos());
    }

    /** Requests refused because account and source are banned. */
    public long refusedCount() {
        return refused;
    }

    /** Attempts of strangers refused because the account is under guard. */
    public long slowedCount() {
        return slowed;
    }

    /** Wrong passwords. */
    public long failedCount() {
        return failed;
    }

    /** Bans set here. */
    public long bannedCount() {
        return banned;
    }
}
