package io.tandem.lb.screen;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

import io.tandem.lb.ban.BanReason;
import io.tandem.lb.ban.KeyTable;
import io.tandem.lb.ban.SourceBans;
import io.tandem.lb.ban.SourceKeys;
import io.tandem.net.peer.PeerAddress;

/** Decides by its source whether a message comes in at all (signalling.md §1.2 items 1 and 2, §1.4), before anything of it is read.
 *
 * <p>A source may send a density of requests in a sliding window. Beyond that it is throttled, and after a probation banned, unless one of its requests
 * authenticates (answers to challenges are let in meanwhile): an office whose phones all come back at once looks like a flood for a moment only. A known
 * source, one with a successful authentication lately, may send a multiple, earns up to four times as much by what it authenticates, and is throttled
 * rather than banned, since anybody can forge its address: only a flood of twice its rate for the known probation brings a short ban. Loop thread, no
 * allocation. */
public final class SourceScreen {

    private static final int OTHER = 1;
    private static final int OFFENCE = 10 * RateTable.REQUEST;
    /** What a success earns: the requests and responses of a registration or call set-up, challenged ones included. */
    private static final int SUCCESS = 4 * RateTable.REQUEST;
    /** What can be earned at most, in allowances of a known source: a phone that registers without end is a fault, too. */
    private static final int MOST_CREDIT = 4;
    private static final int WAITING = 4096;
    private static final byte[] NOTHING = {};
    /** Of Authorization and Proxy-Authorization, as phones write them. */
    private static final byte[] CREDENTIALS = "uthorization:".getBytes(StandardCharsets.US_ASCII);
    private static final int LOOK = 4096;

    private final DosProperties properties;
    private final SourceKeys keys;
    private final SourceBans bans;
    private final KnownSources known;
    private final Networks whitelist;
    private final Predicate<? super PeerAddress> trusted;
    private final RateTable rates;
    private final Probation probation = new Probation(WAITING);
    private final boolean enabled;
    private final long density;
    private final long knownDensity;
    private final long graceDensity;
    private final long graceEndNanos;
    private final long probationNanos;
    private boolean grace = true;
    private long refused;
    private long throttled;

    public SourceScreen(DosProperties properties, KnownSources known, SourceBans bans, Predicate<? super PeerAddress> trusted, long nowNanos, long seed) {
        this.properties = properties;
        this.known = known;
        this.bans = bans;
        this.trusted = trusted;
        keys = known.keys();
        whitelist = Networks.of(properties.whitelistedIps(), properties.whitelistedSubnets());
        rates = new RateTable(properties.sources(), properties.samplingTimeUnit().toNanos(), nowNanos, seed);
        enabled = properties.enable();
        density = (long) properties.requestsDensityPerUnit() * RateTable.REQUEST;
        knownDensity = density * properties.knownFactor();
        graceDensity = density * properties.graceFactor();
        graceEndNanos = nowNanos + properties.graceTime().toNanos();
        probationNanos = properties.probation().toNanos();
    }

    /** For a request, of which nothing but its bytes is known. */
    public SourceVerdict check(PeerAddress source, byte[] data, int from, int to, long nowNanos) {
        return check(source, RateTable.REQUEST, data, from, to, nowNanos);
    }

    /** For anything else: a response, a keep-alive, noise. */
    public SourceVerdict checkOther(PeerAddress source, long nowNanos) {
        return check(source, OTHER, NOTHING, 0, 0, nowNanos);
    }

    private SourceVerdict check(PeerAddress source, int weight, byte[] data, int from, int to, long nowNanos) {
        long high = keys.high(source);
        long low = keys.low(source);
        if (bans.refuses(high, low, nowNanos)) {
            refused++;
            return SourceVerdict.BANNED;
        }
        if (!enabled) {
            return SourceVerdict.PASS;
        }
        int slot = rates.claim(high, low, nowNanos);
        rates.offer(slot, weight);
        if (rates.admittedAtMost(slot) + weight <= density || rates.isExempt(slot)) {
            rates.admit(slot, weight);
            return SourceVerdict.PASS;
        }
        if (isExempt(source)) {
            rates.exempt(slot);
            rates.admit(slot, weight);
            return SourceVerdict.PASS;
        }
        boolean passes = judge(slot, weight, high, low, nowNanos) || mayProve(slot, data, from, to, nowNanos);
        throttled += passes ? 0 : 1;
        return passes ? SourceVerdict.PASS : SourceVerdict.FLOODING;
    }

    private boolean judge(int slot, int weight, long high, long low, long nowNanos) {
        boolean isKnown = known.isKnown(high, low, nowNanos);
        if (rates.admitted(slot) + weight <= allowance(slot, isKnown, nowNanos)) {
            rates.admit(slot, weight);
            return true;
        }
        boolean first = rates.trip(slot, nowNanos);
        if (isKnown) {
            endure(slot, high, low, nowNanos);
        } else if (first) {
            probation.add(high, low, nowNanos);
        } else if (rates.trippedNanos(slot, nowNanos) >= probationNanos) {
            bans.ban(high, low, BanReason.FLOOD, nowNanos);
        }
        return false;
    }

    /** On probation, answers to challenges come in for as many as the density, though the source has used up its rate: else the phones of an office could
     * not prove themselves once all have asked. Only here are bytes looked at. */
    private boolean mayProve(int slot, byte[] data, int from, int to, long nowNanos) {
        return rates.trippedNanos(slot, nowNanos) < probationNanos && hasCredentials(data, from, to)
                && rates.proof(slot) <= properties.requestsDensityPerUnit();
    }

    private static boolean hasCredentials(byte[] data, int from, int to) {
        int end = Math.min(to, from + LOOK) - CREDENTIALS.length;
        for (int i = from; i <= end; i++) {
            if (data[i] == 'u' && Arrays.equals(data, i, i + CREDENTIALS.length, CREDENTIALS, 0, CREDENTIALS.length)) {
                return true;
            }
        }
        return false;
    }

    private long allowance(int slot, boolean isKnown, long nowNanos) {
        grace = grace && nowNanos - graceEndNanos < 0;
        long base = Math.max(isKnown ? knownDensity : density, grace ? graceDensity : 0);
        return base + Math.min(rates.credit(slot), MOST_CREDIT * knownDensity);
    }

    private void endure(int slot, long high, long low, long nowNanos) {
        boolean endured = rates.trippedNanos(slot, nowNanos) >= properties.knownProbation().toNanos();
        if (endured && rates.offered(slot) > 2 * allowance(slot, true, nowNanos)) {
            bans.ban(high, low, BanReason.FLOOD, properties.knownBanLengths(), nowNanos);
        }
    }

    /** A request from outside turned out to be one that no phone sends: counts as many. */
    public void offence(PeerAddress source, long nowNanos) {
        if (enabled) {
            int slot = rates.claim(keys.high(source), keys.low(source), nowNanos);
            rates.offer(slot, OFFENCE);
            rates.admit(slot, OFFENCE);
        }
    }

    /** A source that was let free begins anew. */
    public void forgive(PeerAddress source, long nowNanos) {
        int slot = rates.find(keys.high(source), keys.low(source), nowNanos);
        if (slot != KeyTable.NONE) {
            rates.forgive(slot);
        }
    }

    /** An account authenticated from there.
     * @param accountHash tells accounts apart */
    public void authenticated(PeerAddress source, long accountHash, long nowNanos) {
        long high = keys.high(source);
        long low = keys.low(source);
        known.good(high, low, accountHash, nowNanos);
        int slot = rates.find(high, low, nowNanos);
        if (slot != KeyTable.NONE) {
            rates.credit(slot, SUCCESS);
        }
    }

    /** Decides about sources that exceeded their rate and whose probation is over. Call a few times a second. */
    public void tick(long nowNanos) {
        probation.until(nowNanos - probationNanos, (high, low, trippedAtNanos) -> {
            int slot = rates.find(high, low, nowNanos);
            boolean forgiven = slot != KeyTable.NONE && !rates.trippedAt(slot, trippedAtNanos);
            if (!forgiven && !known.isKnown(high, low, nowNanos)) {
                bans.ban(high, low, BanReason.FLOOD, nowNanos);
            }
        });
    }

    /** Is the source on the whitelist or trusted? */
    public boolean isExempt(PeerAddress source) {
        return whitelist.contains(source) || trusted.test(source);
    }

    /** Exempt or known: shall come in first when not all can. */
    public boolean isPreferred(PeerAddress source, long nowNanos) {
        return known.isKnown(keys.high(source), keys.low(source), nowNanos) || isExempt(source);
    }

    /** What was let in from the source within the sliding window, in requests. */
    public double recent(PeerAddress source, long nowNanos) {
        int slot = rates.find(keys.high(source), keys.low(source), nowNanos);
        return slot == KeyTable.NONE ? 0 : rates.admitted(slot) / (double) RateTable.REQUEST;
    }

    /** What one stranger may send within the window. */
    int density() {
        return properties.requestsDensityPerUnit();
    }

    /** Messages from banned sources. */
    public long refusedCount() {
        return refused;
    }

    /** Messages over the rate of their source. */
    public long throttledCount() {
        return throttled;
    }

    /** Sources that were watched and gave way to others. */
    public long evictedCount() {
        return rates.evictedCount();
    }
}
