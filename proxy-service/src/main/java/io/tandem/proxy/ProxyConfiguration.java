package io.tandem.proxy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Random;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.data.DataSources;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.redis.ChangeSignal;
import io.tandem.data.redis.LoopRedis;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.Replication;
import io.tandem.data.snapshot.Directory;
import io.tandem.data.snapshot.DirectorySettings;
import io.tandem.data.tables.CachedCallTables;
import io.tandem.net.EventLoop;
import io.tandem.platform.DatabaseProperties;
import io.tandem.platform.NodeProperties;
import io.tandem.platform.RedisProperties;
import io.tandem.platform.role.RoleListener;
import io.tandem.platform.role.RoleWatch;
import io.tandem.proxy.accounting.AccountingJournal;
import io.tandem.proxy.accounting.AccountingProperties;
import io.tandem.proxy.auth.AuthProperties;
import io.tandem.proxy.call.ForkProperties;
import io.tandem.proxy.credential.CertificateFetcher;
import io.tandem.proxy.credential.CertificateTrust;
import io.tandem.proxy.credential.FetchProperties;
import io.tandem.proxy.credential.KeptAnswers;
import io.tandem.proxy.credential.KeptCredentials;
import io.tandem.proxy.credential.Revocation;
import io.tandem.proxy.credential.RevocationList;
import io.tandem.proxy.credit.CreditOffice;
import io.tandem.proxy.credit.JdbcCreditOffice;
import io.tandem.proxy.credit.ReservationUpkeep;
import io.tandem.proxy.dns.DnsClient;
import io.tandem.proxy.dns.DnsProperties;
import io.tandem.proxy.dns.SipTargets;
import io.tandem.proxy.emergency.EmergencyModeProperties;
import io.tandem.proxy.emergency.FritzBoxProperties;
import io.tandem.proxy.forward.ForwardProperties;
import io.tandem.proxy.keepalive.Doorstep;
import io.tandem.proxy.keepalive.KeepAliveProperties;
import io.tandem.proxy.keepalive.Pinger;
import io.tandem.proxy.ledger.LedgerUpkeep;
import io.tandem.proxy.ledger.RedisLedger;
import io.tandem.proxy.leg.CallProperties;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.location.RedisKeepAliveShards;
import io.tandem.proxy.location.RedisLocations;
import io.tandem.proxy.location.RememberedLocations;
import io.tandem.proxy.loop.LoopDetector;
import io.tandem.proxy.loop.LoopProperties;
import io.tandem.proxy.loop.RedisLoopDetector;
import io.tandem.proxy.media.RelayProperties;
import io.tandem.proxy.message.MessageProperties;
import io.tandem.proxy.message.SiloChanges;
import io.tandem.proxy.message.SqlSilo;
import io.tandem.proxy.mwi.MailboxChanges;
import io.tandem.proxy.mwi.SqlMailboxes;
import io.tandem.proxy.number.DirectorySubscribers;
import io.tandem.proxy.overload.OverloadProperties;
import io.tandem.proxy.pbx.PbxProperties;
import io.tandem.proxy.peer.PeerProperties;
import io.tandem.proxy.peer.PeerPublisher;
import io.tandem.proxy.peer.PeerTable;
import io.tandem.proxy.peer.RedisPeerList;
import io.tandem.proxy.portability.LnpProperties;
import io.tandem.proxy.presence.Presence;
import io.tandem.proxy.presence.PresenceProperties;
import io.tandem.proxy.probe.PeerConditions;
import io.tandem.proxy.probe.ProbeProperties;
import io.tandem.proxy.queue.RedisWaitingLines;
import io.tandem.proxy.refusal.EarlyRejects;
import io.tandem.proxy.regevent.RedisRegistrationNews;
import io.tandem.proxy.registrar.CopiedLocations;
import io.tandem.proxy.registrar.RegistrarProperties;
import io.tandem.proxy.route.SipProperties;
import io.tandem.proxy.stir.SignatureThreads;
import io.tandem.proxy.stir.SigningKeys;
import io.tandem.proxy.stir.StirProperties;
import io.tandem.proxy.stir.StirSources;
import io.tandem.proxy.upstream.SharedUpstreamStore;
import io.tandem.proxy.upstream.UpstreamChanges;
import io.tandem.proxy.upstream.UpstreamProperties;
import io.tandem.proxy.vsc.RedisDialledNumbers;
import io.tandem.proxy.vsc.VscProperties;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Beans of the proxy: the stores, the event loop, the node on top of them. */
@Configuration(proxyBeanMethods = false)
public class ProxyConfiguration {
    private static final Duration LONGEST_SETUP = Duration.ofHours(1);
    private static final int MOST_LISTS = 30; // of withdrawn certificates; each may have a mebibyte
    private static final int DATABASE_CONNECTIONS = 13; // 4 look-ups, 2 tables, 2 forwards, one each: change feed, accounting, mailboxes, upstreams, silo

    @Bean(destroyMethod = "close")
    EventLoop eventLoop(SipProperties sip) {
        return EventLoop.open("proxy", sip.gather());
    }

    @Primary
    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(DatabaseProperties database) {
        return DataSources.open(database.url(), database.username(), database.password(), "proxy", DATABASE_CONNECTIONS);
    }

    @Bean(destroyMethod = "close")
    ChangeFeed changeFeed(DataSource dataSource) {
        return Patience.AT_START.until("MySQL", () -> ChangeFeed.start(dataSource, ChangeFeed.POLL_INTERVAL));
    }

    @Bean(destroyMethod = "close")
    Directory directory(DataSource dataSource, ChangeFeed feed) {
        return Directory.open(dataSource, feed, DirectorySettings.DEFAULTS);
    }

    @Bean(destroyMethod = "close")
    CachedCallTables callTables(DataSource dataSource, ChangeFeed feed) {
        return CachedCallTables.open(dataSource, feed);
    }

    @Bean(destroyMethod = "shutdown")
    RedisClient redisClient(RedisProperties redis) {
        return RedisClients.create(redis.uri());
    }

    @Bean(destroyMethod = "close")
    StatefulRedisConnection<String, String> redisConnection(RedisClient client) {
        return Patience.AT_START.until("Redis", client::connect);
    }

    /** What calls ask of Redis goes over the event loop itself where that can reach it: half the CPU of a REGISTER was handing over to another thread. */
    @Bean
    RedisCommands redisCommands(EventLoop loop, RedisProperties redis, StatefulRedisConnection<String, String> connection) {
        return LoopRedis.serves(redis.uri()) ? Patience.AT_START.until("Redis", () -> LoopRedis.connect(loop, redis.uri()))
                : RedisCommands.of(connection.async());
    }

    /** Provisioning changes act on the next request instead of after the feed's interval. */
    @Bean(destroyMethod = "close")
    ChangeSignal changeSignal(RedisClient client, ChangeFeed feed) {
        return ChangeSignal.listen(client, feed::wake);
    }

    @Bean(destroyMethod = "close")
    AccountingJournal accountingJournal(NodeProperties node, DataSource dataSource, AccountingProperties properties, InstantSource clock,
                                        EventLoop loop) {
        Path directory = node.dataDir().resolve("proxy-service").resolve("accounting");
        return AccountingJournal.open(directory, dataSource, properties, clock.instant(), loop::execute);
    }

    @Bean
    ProxySettings proxySettings(SipProperties sip, AuthProperties auth, RegistrarProperties registrar, ForkProperties fork,
                                CallProperties call, OverloadProperties overload, KeepAliveProperties keepAlive, PeerProperties peering, LnpProperties lnp,
                                FritzBoxProperties fritzBox, ProbeProperties probe, ForwardProperties forward, PbxProperties pbx,
                                PresenceProperties presence, StirProperties stir, VscProperties vsc, EmergencyModeProperties emergencyMode,
                                UpstreamProperties upstream, MessageProperties message, EarlyRejects earlyRejects) {
        return new ProxySettings(sip, auth, registrar, fork, call, overload, keepAlive, peering, lnp, fritzBox, probe, forward,
                pbx, presence, stir, vsc, emergencyMode, upstream, message, earlyRejects);
    }

    /** This process in the ledger is its address and a number that no other one has. */
    @Bean
    RedisLedger redisLedger(RedisCommands redis, SipProperties sip, CallProperties call) {
        String owner = sip.listen() + "#" + HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        return new RedisLedger(redis, owner, call.longest().plus(LONGEST_SETUP));
    }

    @Bean(destroyMethod = "close")
    HikariDataSource creditTransactions(DatabaseProperties database) {
        return DataSources.openForTransactions(database.url(), database.username(), database.password(), "credit", JdbcCreditOffice.CONCURRENT);
    }

    /** Money is set aside in the central database. */
    @Bean(destroyMethod = "close")
    JdbcCreditOffice creditOffice(@Qualifier("creditTransactions") DataSource transactions) {
        return new JdbcCreditOffice(transactions);
    }

    @Bean(destroyMethod = "close")
    ReservationUpkeep reservationUpkeep(JdbcCreditOffice office) {
        return new ReservationUpkeep(office, System::nanoTime).start();
    }

    @Bean(destroyMethod = "close")
    LedgerUpkeep ledgerUpkeep(RedisLedger ledger, EventLoop loop, RoleWatch role) {
        return new LedgerUpkeep(ledger, loop, role::isActive).start();
    }

    @Bean
    LoopDetector loopDetector(RedisCommands redis, LoopProperties properties) {
        return properties.enabled() ? new RedisLoopDetector(redis, properties) : LoopDetector.OFF;
    }

    @Bean(destroyMethod = "close")
    DnsClient dnsClient(DnsProperties properties) {
        return new DnsClient(properties);
    }

    @Bean(destroyMethod = "close")
    CertificateFetcher certificateFetcher(FetchProperties properties, DnsClient dns) {
        return new CertificateFetcher(properties, dns);
    }

    @Bean(destroyMethod = "close")
    SignatureThreads signatureThreads() {
        return new SignatureThreads();
    }

    @Bean
    StirSources stirSources(StirProperties stir, FetchProperties fetch, CertificateFetcher fetcher, SignatureThreads threads, InstantSource clock) {
        CertificateTrust trust = CertificateTrust.read(stir.trustAnchors(), stir.numbersRequired());
        KeptAnswers<RevocationList> lists = new KeptAnswers<>(fetcher::list, fetch, clock, MOST_LISTS, RevocationList::isCurrent);
        return new StirSources(SigningKeys.read(stir), trust, new KeptCredentials(fetcher, fetch, clock),
                new Revocation(stir.revocation(), lists::at, trust, CertificateTrust.certificates(stir.crlIssuers()), threads), threads);
    }

    /** Calls ask a memory that Redis keeps true, where the event loop reaches Redis itself. */
    @Bean
    Locations locations(EventLoop loop, RedisProperties redis, RedisCommands commands, RegistrarProperties registrar, InstantSource clock) {
        RedisLocations stored = new RedisLocations(commands, clock);
        return registrar.remembered() == 0 || !LoopRedis.serves(redis.uri()) ? stored
                : RememberedLocations.open(loop, redis.uri(), registrar.remembered(), stored, clock);
    }

    /** What phones are told of their bindings is on both nodes of a pair. */
    @Bean
    Replication replication(EventLoop loop, RedisProperties redis, RedisClient client) {
        RedisCommands own = LoopRedis.serves(redis.uri()) ? LoopRedis.open(loop, redis.uri()) : RedisCommands.of(client.connect().async());
        return new Replication(own, loop).start();
    }

    @Bean
    ProxyNode.Stores stores(Directory directory, CachedCallTables tables, RedisCommands redis, Locations locations, Replication replication,
                            AccountingJournal journal, RedisLedger ledger, CreditOffice credit, LoopDetector loops, SqlMailboxes mailboxes, SqlSilo silo,
                            SharedUpstreamStore upstreams, DnsClient dns, StirSources stir, InstantSource clock) {
        return new ProxyNode.Stores(new DirectorySubscribers(directory), tables,
                new CopiedLocations(locations, replication), new RedisKeepAliveShards(redis, clock), journal, ledger, credit, loops,
                new RedisDialledNumbers(redis), new RedisWaitingLines(redis), mailboxes, silo, new RedisRegistrationNews(redis), upstreams,
                new SipTargets(dns, new Random()), stir);
    }

    @Bean(destroyMethod = "close")
    ProxyNode proxyNode(EventLoop loop, ProxySettings settings, RelayProperties relays, ProxyNode.Stores stores, InstantSource clock, NodeProperties node) {
        return ProxyNode.start(loop, settings, relays, stores, clock, node.secretBytes());
    }

    @Bean(destroyMethod = "close")
    SqlMailboxes mailboxes(DataSource dataSource, RedisCommands redis) {
        return new SqlMailboxes(dataSource, redis);
    }

    @Bean(destroyMethod = "close")
    SqlSilo silo(DataSource dataSource, MessageProperties properties) {
        return new SqlSilo(dataSource, properties);
    }

    /** Every proxy knows for whom messages wait. */
    @Bean
    SiloChanges siloChanges(ProxyNode node, EventLoop loop, ChangeFeed feed) {
        SiloChanges changes = new SiloChanges(loop, node.core().storedMessages());
        feed.subscribe(changes);
        changes.onLost(); // what waits already
        loop.execute(changes.stored()::sweep);
        return changes;
    }

    /** This process in the lease is its address and a number that no other one has. */
    @Bean(destroyMethod = "close")
    SharedUpstreamStore upstreams(DataSource dataSource, RedisCommands redis, SipProperties sip) {
        return new SharedUpstreamStore(dataSource, redis, sip.listen() + "#" + HexFormat.of().toHexDigits(new SecureRandom().nextLong()));
    }

    @Bean
    UpstreamChanges upstreamChanges(ProxyNode node, EventLoop loop, ChangeFeed feed) {
        UpstreamChanges changes = new UpstreamChanges(loop, node.core().upstreams());
        feed.subscribe(changes);
        return changes;
    }

    /** Voicemail that comes, is heard or deleted lights and puts out lamps. */
    @Bean
    MailboxChanges mailboxChanges(ProxyNode node, EventLoop loop, ChangeFeed feed, RoleWatch role) {
        MailboxChanges changes = new MailboxChanges(loop, node.core().messageWaiting(), role::isActive);
        feed.subscribe(changes);
        return changes;
    }

    /** Load balancers exempt peers from bans and rates; they have no database. */
    @Bean(destroyMethod = "close")
    PeerPublisher peerPublisher(DataSource dataSource, ChangeFeed feed, StatefulRedisConnection<String, String> redis, RoleWatch role) {
        PeerPublisher publisher = new PeerPublisher(new PeerTable(dataSource), new RedisPeerList(redis), role::isActive);
        feed.subscribe(publisher);
        return publisher.start();
    }

    /** What this node does of its own accord, it does while it is active; what it took over it makes true first. */
    @Bean
    RoleListener proxyRole(RoleWatch watch, ProxyNode node, LedgerUpkeep ledger, PeerPublisher peers, RedisCommands redis,
                           Locations locations, Replication replication) {
        RoleListener listener = role -> {
            node.role(role);
            if (role.holds()) {
                probe(redis, locations);
                replication.probe();
            }
            if (role.active() && role.isOfPair()) {
                ledger.takenOver();
                peers.takenOver();
            }
        };
        watch.listen(listener);
        watch.drains(node);
        return listener;
    }

    /** The shared Redis is on this node now. */
    private static void probe(RedisCommands redis, Locations locations) {
        if (redis instanceof LoopRedis direct) {
            direct.probe();
        }
        if (locations instanceof RememberedLocations remembered) {
            remembered.probe();
        }
    }

    @Bean
    MeterBinder proxyMeters(ProxyNode node, AccountingJournal journal, RedisLedger ledger, Locations locations) {
        return (MeterRegistry registry) -> {
            Gauge.builder("tandem.transactions", node.core(), ProxyCore::transactions).description("live SIP transactions").register(registry);
            Gauge.builder("tandem.transactions.pending", node.core(), ProxyCore::pendingTransactions)
                    .description("SIP transactions that wait for more than repetitions").register(registry);
            Gauge.builder("tandem.calls", node.core(), ProxyCore::calls).description("calls in setup or up").register(registry);
            if (locations instanceof RememberedLocations memory) {
                Gauge.builder("tandem.bindings.remembered", memory, RememberedLocations::size)
                        .description("addresses-of-record whose bindings are in memory").register(registry);
                FunctionCounter.builder("tandem.bindings.recalled", memory, RememberedLocations::recalled)
                        .description("look-ups of a call that did not ask Redis").register(registry);
            }
            Gauge.builder("tandem.loop.delay", node.core(), core -> core.loopDelayNanos() / 1e9).description("lateness of the event loop")
                    .baseUnit("seconds").register(registry);
            FunctionCounter.builder("tandem.pings.sent", node.core().pinger(), Pinger::sent).description("NAT pings sent").register(registry);
            FunctionCounter.builder("tandem.pings.answered", node.core().pinger(), Pinger::answered).description("NAT pings answered")
                    .register(registry);
            FunctionCounter.builder("tandem.pings.dropped", node.core().pinger(), Pinger::dropped).description("NAT pings left out for want of time")
                    .register(registry);
            FunctionCounter.builder("tandem.bindings.disconnected", node.core().doorstep(), Doorstep::closed)
                    .description("bindings removed because their connection closed").register(registry);
            FunctionCounter.builder("tandem.calls.uncounted", ledger, RedisLedger::uncounted)
                    .description("calls made without counting because Redis was away").register(registry);
            FunctionCounter.builder("tandem.calls.limited", ledger, RedisLedger::refused).description("calls and peers refused by a limit")
                    .register(registry);
            Gauge.builder("tandem.peers.down", node.core().peerConditions(), PeerConditions::down).description("servers of peers that do not answer")
                    .register(registry);
            Gauge.builder("tandem.subscriptions", node.core().presence(), Presence::subscriptions).description("live subscriptions to calls")
                    .register(registry);
            Gauge.builder("tandem.accounting.shipped", journal, AccountingJournal::shipped).description("accounting records in the database")
                    .register(registry);
        };
    }

    @Bean
    HealthIndicator proxyHealthIndicator(ProxyNode node, RedisCommands redis, AccountingJournal journal) {
        return () -> (redis.isUp() ? Health.up() : Health.down())
                .withDetail("listen", node.localAddress().toString())
                .withDetail("transactions", node.core().transactions())
                .withDetail("calls", node.core().calls())
                .withDetail("redis", redis.isUp())
                .withDetail("accountingDatabase", journal.isDatabaseReachable()).build();
    }
}
