package io.tandem.proxy.it;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.LoopRedis;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.registration.RegistrationScript;
import io.tandem.net.EventLoop;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.ClosedFlow;
import io.tandem.proxy.location.KeepAlive;
import io.tandem.proxy.location.KeepAliveShards;
import io.tandem.proxy.location.LiveLocations;
import io.tandem.proxy.location.LoadBalancerStarts;
import io.tandem.proxy.location.RedisKeepAliveShards;
import io.tandem.proxy.location.RedisLocations;
import io.tandem.proxy.location.Refreshed;
import io.tandem.sip.message.SipUri;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Bindings, connections and pings in a real Redis. */
class RedisLocationsIT {
    private static final AddressOfRecord ALICE = new AddressOfRecord("alice", "redis-it.example.org");
    private static final AddressOfRecord BOB = new AddressOfRecord("bob", "redis-it.example.org");

    private RedisClient client;
    private final EventLoop loop = EventLoop.open("locations");
    private StatefulRedisConnection<String, String> redis;
    private RedisCommands commands;
    private RedisLocations locations;
    private RedisKeepAliveShards shards;

    @BeforeEach void connect() {
        client = RedisClients.create(TestServers.redis().uri());
        redis = client.connect();
        redis.sync().flushdb();
        commands = LoopRedis.connect(loop, TestServers.redis().uri());
        locations = new RedisLocations(commands, InstantSource.system());
        shards = new RedisKeepAliveShards(commands, InstantSource.system());
    }

    @AfterEach void disconnect() {
        redis.sync().flushdb();
        redis.close();
        loop.close();
        client.shutdown();
    }

    private static Binding binding(String ruid, String received, String connection, KeepAlive keepAlive, Duration life) {
        String path = "<sip:lb@127.0.0.1:5060;lr;received=" + received.replace(";", "%3B") + ";socket=tls:192.0.2.100:5061"
                + (connection.isEmpty() ? "" : ";conn=" + connection) + ">";
        return new Binding(ruid, SipUri.parse("sip:phone@10.0.0.5:5060"), received, List.of(path), Optional.of(Instant.now().plus(life)), "",
                "call-" + ruid, 1, Instant.now(), "phone", "tls:192.0.2.100:5061", "", "", 0, keepAlive);
    }

    private void store(AddressOfRecord owner, Binding... bindings) {
        locations.update(owner, List.of(bindings), List.of()).toCompletableFuture().join();
    }

    private List<Binding> find(AddressOfRecord owner) {
        return locations.find(owner).toCompletableFuture().join();
    }

    private long closed(ClosedFlow... flows) {
        return locations.flowsClosed(List.of(flows)).toCompletableFuture().join();
    }

    private static Binding stream(String ruid, String connection, int port) {
        return binding(ruid, received(port), connection, KeepAlive.NONE, Duration.ofSeconds(600));
    }

    private static String received(int port) {
        return "sip:198.51.100.7:" + port + ";transport=tls";
    }

    @Test void aClosedConnectionTakesItsBindingsAndNoOthers() {
        store(ALICE, stream("uloc-a1", "ffffffffffffffff", 41_000), stream("uloc-a2", "2", 41_001));
        store(BOB, stream("uloc-b1", "ffffffffffffffff", 41_000));
        assertThat(redis.sync().hget(Keys.locationEntry("uloc-a1"), "connection_id")).isEqualTo("18446744073709551615");
        String flow = Keys.flow(-1, received(41_000));
        assertThat(redis.sync().hkeys(flow)).containsExactlyInAnyOrder("uloc-a1", "uloc-b1");
        assertThat(redis.sync().ttl(flow)).isBetween(590L, 600L);
        assertThat(closed(new ClosedFlow(-1, received(41_000)), new ClosedFlow(77, received(1)))).isEqualTo(2);
        assertThat(find(ALICE)).extracting(Binding::ruid).containsExactly("uloc-a2");
        assertThat(find(BOB)).isEmpty();
        assertThat(redis.sync().exists(flow, Keys.locationEntry("uloc-a1"), Keys.locationUser("bob", "redis-it.example.org"))).isZero();
        assertThat(closed(new ClosedFlow(-1, received(41_000)))).as("told again").isZero();
    }

    @Test void aBindingWhoseConnectionClosesWhileItIsStoredDoesNotStay() {
        LiveLocations live = new LiveLocations(locations, new LoadBalancerStarts());
        Binding first = stream("uloc-a1", "1", 41_000);
        CompletionStage<Refreshed> storing = live.refresh(ALICE, first); // asks for a known binding, and writes it only then
        live.flowsClosed(List.of(new ClosedFlow(1, received(41_000)))).toCompletableFuture().join();
        storing.toCompletableFuture().join();
        assertThat(find(ALICE)).isEmpty();
        live.update(ALICE, List.of(first, stream("uloc-a2", "2", 41_001)), List.of()).toCompletableFuture().join();
        assertThat(find(ALICE)).extracting(Binding::ruid).containsExactly("uloc-a2");
    }

    @Test void aBindingRefreshedOverAnotherConnectionLeavesItsOldFlow() {
        store(ALICE, stream("uloc-a1", "1", 41_000));
        store(ALICE, stream("uloc-a1", "2", 41_001));
        assertThat(redis.sync().exists(Keys.flow(1, received(41_000)))).isZero();
        assertThat(closed(new ClosedFlow(1, received(41_000)))).isZero();
        assertThat(find(ALICE)).hasSize(1);
        store(ALICE, binding("uloc-a1", "sip:198.51.100.7:5060", "", KeepAlive.NONE, Duration.ofSeconds(600)));
        assertThat(redis.sync().keys(Keys.FLOW + "*")).isEmpty();
        assertThat(redis.sync().hget(Keys.locationEntry("uloc-a1"), "connection_id")).isEqualTo("-1");
    }

    @Test void aRemovedBindingLeavesItsFlowAndALaterTimeToLiveWins() {
        store(ALICE, stream("uloc-a1", "1", 41_000), binding("uloc-a2", received(41_000), "1", KeepAlive.NONE, Duration.ofSeconds(60)));
        assertThat(redis.sync().ttl(Keys.flow(1, received(41_000)))).isBetween(590L, 600L);
        locations.update(ALICE, List.of(), List.of("uloc-a1")).toCompletableFuture().join();
        assertThat(redis.sync().hkeys(Keys.flow(1, received(41_000)))).containsExactly("uloc-a2");
    }

    private Refreshed refresh(Binding binding) {
        return locations.refresh(ALICE, binding).toCompletableFuture().join();
    }

    @Test void theFirstBindingAndItsRefreshesTakeOneRoundTrip() {
        Binding first = stream("uloc-a1", "1", 41_000);
        assertThat(refresh(first)).isEqualTo(new Refreshed.Stored(List.of(first)));
        assertThat(find(ALICE)).extracting(Binding::ruid).containsExactly("uloc-a1");
        Binding moved = binding("uloc-a1", received(41_001), "2", KeepAlive.OPTIONS, Duration.ofSeconds(1200));
        assertThat(refresh(moved)).isEqualTo(new Refreshed.Stored(List.of(moved)));
        assertThat(redis.sync().exists(Keys.flow(1, received(41_000)))).isZero();
        assertThat(redis.sync().hkeys(Keys.flow(2, received(41_001)))).containsExactly("uloc-a1");
        assertThat(redis.sync().ttl(Keys.locationEntry("uloc-a1"))).isBetween(1190L, 1200L);
        assertThat(redis.sync().ttl(Keys.locationUser("alice", "redis-it.example.org"))).isBetween(1191L, 1201L);
        assertThat(redis.sync().smembers(Keys.keepAliveShard(KeepAliveShards.shardOf("uloc-a1")))).containsExactly("uloc-a1");
        assertThat(told()).containsExactly("created registered uloc-a1 alice sip:phone@10.0.0.5:5060");
        assertThat(ends()).containsExactly("uloc-a1\nalice\nredis-it.example.org");
        assertThat(find(ALICE)).singleElement().satisfies(found -> assertThat(found.received()).isEqualTo(received(41_001)));
    }

    @Test void aKnownBindingBesideOthersIsRefreshedAndAllAreListed() {
        store(ALICE, stream("uloc-a1", "1", 41_000), binding("uloc-a2", received(41_001), "2", KeepAlive.NONE, Duration.ofSeconds(5000)));
        assertThat(refresh(stream("uloc-a1", "3", 41_002))).isInstanceOfSatisfying(Refreshed.Stored.class,
                stored -> assertThat(stored.all()).extracting(Binding::ruid).containsExactlyInAnyOrder("uloc-a1", "uloc-a2"));
        assertThat(redis.sync().ttl(Keys.locationUser("alice", "redis-it.example.org"))).as("the longest of both").isBetween(4990L, 5001L);
    }

    @Test void aNewBindingBesideOthersAndAPermanentOneAreLeftToTheRules() {
        store(ALICE, stream("uloc-a1", "1", 41_000));
        assertThat(refresh(stream("uloc-a2", "2", 41_001))).isInstanceOfSatisfying(Refreshed.Other.class,
                other -> assertThat(other.current()).extracting(Binding::ruid).containsExactly("uloc-a1"));
        redis.sync().hset(Keys.locationEntry("uloc-a1"), "expires", "0");
        assertThat(refresh(stream("uloc-a1", "3", 41_002))).isInstanceOfSatisfying(Refreshed.Other.class,
                other -> assertThat(other.current()).singleElement().satisfies(one -> assertThat(one.isPermanent()).isTrue()));
        assertThat(redis.sync().hget(Keys.locationEntry("uloc-a1"), "connection_id")).as("nothing was written").isEqualTo("1");
    }

    @Test void aRequestThatWasOvertakenChangesNothing() {
        Binding first = stream("uloc-a1", "1", 41_000);
        refresh(first);
        refresh(withCSeq(first, 5));
        assertThat(refresh(withCSeq(first, 4))).isEqualTo(new Refreshed.Stale());
        assertThat(redis.sync().hget(Keys.locationEntry("uloc-a1"), "cseq")).isEqualTo("5");
        assertThat(refresh(withCSeq(first, 5))).as("the same again, after a restart of the proxy").isInstanceOf(Refreshed.Stored.class);
    }

    @Test void aRefreshThatBringsNothingNewWritesTheTimeOnly() {
        Binding first = stream("uloc-a1", "1", 41_000);
        refresh(first);
        redis.sync().hset(Keys.locationEntry("uloc-a1"), "methods", "kept");
        Binding again = refreshed(first, 2, Duration.ofSeconds(5000));
        assertThat(refresh(again)).isEqualTo(new Refreshed.Stored(List.of(again)));
        assertThat(redis.sync().hget(Keys.locationEntry("uloc-a1"), "methods")).as("not written").isEqualTo("kept");
        assertThat(redis.sync().hget(Keys.locationEntry("uloc-a1"), "cseq")).isEqualTo("2");
        assertThat(find(ALICE)).singleElement()
                .satisfies(found -> assertThat(found.expiresAt()).contains(again.expiresAt().orElseThrow().truncatedTo(ChronoUnit.SECONDS)));
        assertThat(redis.sync().ttl(Keys.locationEntry("uloc-a1"))).isBetween(4990L, 5000L);
        assertThat(redis.sync().ttl(Keys.locationUser("alice", "redis-it.example.org"))).isBetween(4991L, 5001L);
        assertThat(redis.sync().ttl(Keys.flow(1, received(41_000)))).isBetween(4990L, 5000L);
        assertThat(redis.sync().zscore(Keys.REGISTRATION_ENDS, "uloc-a1\nalice\nredis-it.example.org"))
                .isEqualTo(again.expiresAt().orElseThrow().getEpochSecond());
    }

    @Test void aPhoneThatComesBackWithAnotherCallIdCountsItsCSeqAnewAndIsNotWrittenAnew() {
        Binding first = withCSeq(stream("uloc-a1", "1", 41_000), 7);
        refresh(first);
        redis.sync().hset(Keys.locationEntry("uloc-a1"), "methods", "kept");
        Binding back = called(refreshed(first, 1, Duration.ofSeconds(600)), "another@phone");
        assertThat(refresh(back)).isEqualTo(new Refreshed.Stored(List.of(back)));
        assertThat(redis.sync().hmget(Keys.locationEntry("uloc-a1"), "methods", "callid", "cseq")).extracting(KeyValue::getValue)
                .containsExactly("kept", "another@phone", "1");
        refresh(withCSeq(back, 3));
        assertThat(refresh(withCSeq(back, 2))).as("overtaken").isEqualTo(new Refreshed.Stale());
    }

    @Test void whatAnotherHasWrittenMeanwhileIsWrittenAnew() {
        Binding first = stream("uloc-a1", "1", 41_000);
        refresh(first);
        redis.sync().hset(Keys.locationEntry("uloc-a1"), Map.of("received", "sip:elsewhere", "cseq", "2", "connection_id", "9"));
        Binding again = refreshed(first, 3, Duration.ofSeconds(600));
        assertThat(refresh(again)).as("by one who does not know of digests").isEqualTo(new Refreshed.Stored(List.of(again)));
        assertThat(redis.sync().hget(Keys.locationEntry("uloc-a1"), "received")).isEqualTo(received(41_000));
        redis.sync().hset(Keys.locationEntry("uloc-a1"), "received", "sip:elsewhere");
        redis.sync().hdel(Keys.locationEntry("uloc-a1"), RegistrationScript.DIGEST);
        refresh(refreshed(first, 4, Duration.ofSeconds(600)));
        assertThat(redis.sync().hget(Keys.locationEntry("uloc-a1"), "received")).as("by one who does").isEqualTo(received(41_000));
    }

    @Test void aRefreshOfAWatchedAddressIsToldAndOneOfAGoneSetMakesItAnew() {
        Binding first = stream("uloc-a1", "1", 41_000);
        refresh(first);
        redis.sync().set(Keys.REGISTRATION_WATCHED + "alice@redis-it.example.org", "1");
        refresh(refreshed(first, 2, Duration.ofSeconds(600)));
        assertThat(told()).endsWith("refreshed refreshed uloc-a1 alice ");
        redis.sync().del(Keys.locationUser("alice", "redis-it.example.org"));
        refresh(refreshed(first, 3, Duration.ofSeconds(600)));
        assertThat(find(ALICE)).hasSize(1);
    }

    private static Binding refreshed(Binding one, long cSeq, Duration life) {
        return new Binding(one.ruid(), one.contact(), one.received(), one.path(), Optional.of(Instant.now().plus(life)), one.q(), one.callId(), cSeq,
                Instant.now(), one.userAgent(), one.socket(), one.methods(), one.instance(), one.regId(), one.keepAlive());
    }

    private static Binding called(Binding one, String callId) {
        return new Binding(one.ruid(), one.contact(), one.received(), one.path(), one.expiresAt(), one.q(), callId, one.cSeq(), one.lastModified(),
                one.userAgent(), one.socket(), one.methods(), one.instance(), one.regId(), one.keepAlive());
    }

    private static Binding withCSeq(Binding one, long cSeq) {
        return new Binding(one.ruid(), one.contact(), one.received(), one.path(), one.expiresAt(), one.q(), one.callId(), cSeq, one.lastModified(),
                one.userAgent(), one.socket(), one.methods(), one.instance(), one.regId(), one.keepAlive());
    }

    @Test void oneOfTwoProxiesGetsAShardAndNextRoundAnybody() {
        Binding pinged = binding("uloc-p1", "sip:198.51.100.7:40000", "", KeepAlive.NOTIFY, Duration.ofSeconds(600));
        store(ALICE, pinged, binding("uloc-p2", "sip:198.51.100.7:40001", "", KeepAlive.NONE, Duration.ofSeconds(600)));
        int shard = KeepAliveShards.shardOf("uloc-p1");
        RedisKeepAliveShards other = new RedisKeepAliveShards(commands, InstantSource.system());
        assertThat(claim(shards, shard, Duration.ofMillis(300), 0)).singleElement().satisfies(one -> {
            assertThat(one.domain()).isEqualTo("redis-it.example.org");
            assertThat(one.binding().keepAlive()).isEqualTo(KeepAlive.NOTIFY);
            assertThat(one.binding().received()).isEqualTo("sip:198.51.100.7:40000");
        });
        assertThat(claim(other, shard, Duration.ofMillis(300), 0)).isEmpty();
        await().atMost(Duration.ofSeconds(5)).until(() -> claim(other, shard, Duration.ofMillis(300), 0).size() == 1);
    }

    private static List<KeepAliveShards.Pinged> claim(KeepAliveShards shards, int shard, Duration lease, int maxUnanswered) {
        return shards.claim(shard, lease, maxUnanswered).toCompletableFuture().join();
    }

    @Test void whatIsGoneOrWantsNoPingsAnyMoreFallsOutOfItsShard() {
        Binding pinged = binding("uloc-p1", "sip:198.51.100.7:40000", "", KeepAlive.OPTIONS, Duration.ofSeconds(600));
        store(ALICE, pinged);
        int shard = KeepAliveShards.shardOf("uloc-p1");
        redis.sync().del(Keys.locationEntry("uloc-p1"));
        assertThat(claim(shards, shard, Duration.ofMillis(1), 0)).isEmpty();
        assertThat(redis.sync().exists(Keys.keepAliveShard(shard))).isZero();
        store(ALICE, pinged);
        store(ALICE, binding("uloc-p1", "sip:198.51.100.7:40000", "", KeepAlive.NONE, Duration.ofSeconds(600)));
        await().atMost(Duration.ofSeconds(5)).until(() -> redis.sync().exists(Keys.keepAliveLease(shard)) == 0);
        assertThat(claim(shards, shard, Duration.ofMillis(1), 0)).isEmpty();
        assertThat(redis.sync().exists(Keys.keepAliveShard(shard))).isZero();
    }

    @Test void aPhoneThatAnswersNothingIsRemovedOnlyIfThatIsWanted() {
        store(ALICE, binding("uloc-p1", "sip:198.51.100.7:40000", "", KeepAlive.OPTIONS, Duration.ofSeconds(600)));
        int shard = KeepAliveShards.shardOf("uloc-p1");
        pingTimes(shard, 5, 0);
        assertThat(find(ALICE)).hasSize(1);
        pingTimes(shard, 2, 2);
        redis.sync().scriptFlush(); // as after a restart of Redis
        shards.answered("uloc-p1");
        pingTimes(shard, 2, 2);
        assertThat(find(ALICE)).hasSize(1);
        pingTimes(shard, 1, 2);
        assertThat(find(ALICE)).isEmpty();
        assertThat(redis.sync().keys("*")).as("nothing is left but the log and perhaps the lease")
                .allMatch(key -> key.equals(Keys.keepAliveLease(shard)) || key.equals(Keys.REGISTRATION_LOG));
        assertThat(told()).containsExactly("created registered uloc-p1 alice sip:phone@10.0.0.5:5060",
                "deleted unanswered uloc-p1 alice sip:phone@10.0.0.5:5060");
        shards.answered("uloc-p1");
        assertThat(redis.sync().exists(Keys.locationEntry("uloc-p1"))).isZero();
    }

    @Test void whatBeginsAndEndsIsToldAndARefreshIsNot() {
        store(ALICE, stream("uloc-a1", "1", 41_000), stream("uloc-a2", "2", 41_001));
        store(ALICE, stream("uloc-a1", "1", 41_000));
        assertThat(ends()).containsExactlyInAnyOrder("uloc-a1\nalice\nredis-it.example.org", "uloc-a2\nalice\nredis-it.example.org");
        locations.update(ALICE, List.of(), List.of("uloc-a1", "uloc-unknown")).toCompletableFuture().join();
        closed(new ClosedFlow(2, received(41_001)));
        assertThat(told()).containsExactly("created registered uloc-a1 alice sip:phone@10.0.0.5:5060",
                "created registered uloc-a2 alice sip:phone@10.0.0.5:5060", "deleted unregistered uloc-a1 alice sip:phone@10.0.0.5:5060",
                "deleted connection_closed uloc-a2 alice sip:phone@10.0.0.5:5060");
        assertThat(ends()).isEmpty();
    }

    @Test void whatExpiresIsToldByTheNextNewRegistrationOfAnybodyAtTheLatest() {
        AtomicInteger port = new AtomicInteger(42_000);
        store(ALICE, binding("uloc-a1", received(41_000), "", KeepAlive.NONE, Duration.ofSeconds(1)));
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            store(BOB, stream("uloc-b" + port.incrementAndGet(), "", port.get()));
            return told().contains("expired expired uloc-a1 alice ");
        });
        assertThat(ends()).isNotEmpty().allMatch(member -> member.endsWith("\nbob\nredis-it.example.org"));
        store(ALICE, binding("uloc-a1", received(41_000), "", KeepAlive.NONE, Duration.ofSeconds(600)));
        assertThat(told()).as("then it is a new one").endsWith("created registered uloc-a1 alice sip:phone@10.0.0.5:5060");
    }

    private List<String> told() {
        return redis.sync().xrange(Keys.REGISTRATION_LOG, Range.unbounded()).stream().map(StreamMessage::getBody)
                .map(entry -> String.join(" ", entry.get("event"), entry.get("reason"), entry.get("ruid"), entry.get("username"), entry.get("contact")))
                .toList();
    }

    private List<String> ends() {
        return redis.sync().zrange(Keys.REGISTRATION_ENDS, 0, -1);
    }

    private void pingTimes(int shard, int times, int maxUnanswered) {
        for (int i = 0; i < times; i++) {
            redis.sync().del(Keys.keepAliveLease(shard));
            claim(shards, shard, Duration.ofSeconds(60), maxUnanswered);
        }
    }
}
