package io.tandem.lb.guard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.ban.BanReason;
import io.tandem.lb.ban.SourceBans;
import io.tandem.lb.ban.SourceKeys;
import io.tandem.lb.screen.Admission;
import io.tandem.lb.screen.KnownSources;
import io.tandem.lb.screen.SourceScreen;
import io.tandem.lb.screen.UserAgentFilter;
import io.tandem.net.Scheduler;
import io.tandem.net.peer.PeerAddress;

/** All that keeps traffic from outside in bounds. Loop thread. */
public final class Screens {

    private static final long TICK_NANOS = Duration.ofMillis(250).toNanos();

    private final Scheduler loop;
    private final InstantSource clock;
    private final SourceKeys keys;
    private final KnownSources known;
    private final SourceBans bans;
    private final SourceScreen sources;
    private final UserAgentFilter agents;
    private final AccountScreen accounts;
    private final Admission admission;
    private final BanLog log = new BanLog();

    private Screens(ScreenSettings settings, Predicate<? super PeerAddress> trusted, Scheduler loop, InstantSource clock, long seed) {
        this.loop = loop;
        this.clock = clock;
        long now = loop.nanoTime();
        keys = new SourceKeys(settings.dos().ipv6Prefix());
        known = new KnownSources(keys, settings.dos().knownFor(), settings.dos().sources(), seed);
        bans = new SourceBans(settings.dos().banLengths(), settings.dos().bans(), seed);
        sources = new SourceScreen(settings.dos(), known, bans, trusted, now, seed);
        agents = new UserAgentFilter(settings.agents(), seed);
        accounts = new AccountScreen(settings.accounts(), settings.dos().knownFor(), sources, known, bans, now, seed);
        admission = new Admission(settings.overload(), sources, now);
        listen(BanSink.NONE);
    }

    /** Puts the screens together; they begin at once.
     * @param trusted sources that are never limited, beside the whitelist, such as peers
     * @param loop    its clock and its timer
     * @param clock   for what people read and other nodes share
     * @param seed    secret, so that nobody outside can aim at a slot of a table */
    public static Screens open(ScreenSettings settings, Predicate<? super PeerAddress> trusted, Scheduler loop, InstantSource clock, long seed) {
        Screens screens = new Screens(settings, trusted, loop, clock, seed);
        loop.schedule(TICK_NANOS, screens::tick);
        return screens;
    }

    private void tick() {
        sources.tick(loop.nanoTime());
        log.tick();
        loop.schedule(TICK_NANOS, this::tick);
    }

    public SourceScreen sources() {
        return sources;
    }

    public UserAgentFilter agents() {
        return agents;
    }

    public AccountScreen accounts() {
        return accounts;
    }

    public Admission admission() {
        return admission;
    }

    /** Hears of every ban that is set here. */
    void listen(BanSink sink) {
        bans.listen(ban -> {
            log.banned(ban, loop.nanoTime());
            sink.banned(ban);
        });
        accounts.listen(ban -> {
            log.banned(ban, loop.nanoTime());
            sink.banned(ban);
        });
    }

    /** An address as the tables write it; of an IPv6 network the first one. Any thread. */
    Optional<String> canonical(String address) {
        return keys.canonical(address);
    }

    /** Bans an address for good. @return false if it is none */
    boolean ban(String address) {
        Optional<PeerAddress> source = SourceKeys.parse(address);
        source.ifPresent(peer -> bans.banForGood(keys.high(peer), keys.low(peer), loop.nanoTime()));
        return source.isPresent();
    }

    /** Lets an address free. @return false if it was not banned */
    boolean lift(String address) {
        Optional<PeerAddress> source = SourceKeys.parse(address);
        source.ifPresent(peer -> {
            accounts.forgive(peer);
            sources.forgive(peer, loop.nanoTime());
        });
        return source.isPresent() && bans.lift(keys.high(source.get()), keys.low(source.get()), loop.nanoTime());
    }

    /** Takes over a ban that another node set; not that of an address which is exempt here, unless an operator set it. */
    void restore(SourceBans.Entry ban) {
        Optional<PeerAddress> source = SourceKeys.parse(ban.address()).filter(peer -> ban.reason() == BanReason.OPERATOR || !sources.isExempt(peer));
        source.ifPresent(peer -> bans.restore(keys.high(peer), keys.low(peer), ban.reason(), ban.stage(), ban.sinceNanos(), ban.untilNanos(),
                loop.nanoTime()));
    }

    void restore(AccountScreen.Entry ban) {
        SourceKeys.parse(ban.address()).ifPresent(peer -> accounts.restore(ban, peer, loop.nanoTime()));
    }

    List<SourceBans.Entry> sourceBans() {
        return bans.all(loop.nanoTime());
    }

    /** An address that authenticated before, as the registrar remembers it. */
    void known(PeerAddress source, long accountHash) {
        known.good(keys.high(source), keys.low(source), accountHash, loop.nanoTime());
    }

    List<AccountScreen.Entry> accountFailures() {
        return accounts.all(loop.nanoTime());
    }

    /** A moment of the loop's clock as people and other nodes know it. */
    Instant wallTime(long nanos) {
        return clock.instant().plusNanos(nanos - loop.nanoTime());
    }

    /** The inverse of {@link #wallTime}; far moments are cut to a century. */
    long loopTime(Instant moment) {
        Duration ahead = Duration.between(clock.instant(), moment);
        long limit = Duration.ofDays(36_500).toNanos();
        return loop.nanoTime() + (ahead.abs().compareTo(Duration.ofDays(36_500)) > 0 ? ahead.isNegative() ? -limit : limit : ahead.toNanos());
    }

    /** Counts since the start, and sizes now, by name. */
    public Map<String, Long> counters() {
        long now = loop.nanoTime();
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("bans.active", bans.active(now));
        counters.put("bans.set", bans.setCount());
        counters.put("bans.lifted", bans.liftedCount());
        counters.put("bans.evicted", bans.evictedCount());
        counters.put("sources.refused", sources.refusedCount());
        counters.put("sources.throttled", sources.throttledCount());
        counters.put("sources.evicted", sources.evictedCount());
        counters.put("sources.known", (long) known.size());
        counters.put("accounts.failures", accounts.failedCount());
        counters.put("accounts.banned", accounts.bannedCount());
        counters.put("accounts.refused", accounts.refusedCount());
        counters.put("accounts.slowed", accounts.slowedCount());
        counters.put("overload.strangers", admission.refusedStrangersCount());
        counters.put("overload.known", admission.refusedKnownCount());
        return counters;
    }
}
