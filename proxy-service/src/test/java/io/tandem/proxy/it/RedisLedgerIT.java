package io.tandem.proxy.it;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisCommands;
import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.ledger.Claim.Limit;
import io.tandem.proxy.ledger.Claim.Party;
import io.tandem.proxy.ledger.Demand;
import io.tandem.proxy.ledger.LedgerUpkeep;
import io.tandem.proxy.ledger.RedisLedger;
import io.tandem.proxy.ledger.Taking;
import io.tandem.testkit.server.TestServers;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Parallel calls in a real Redis, counted by two proxies. */
class RedisLedgerIT {
    private static final Duration LONGEST = Duration.ofSeconds(600);
    private RedisClient client;
    private StatefulRedisConnection<String, String> redis;
    private RedisLedger one;
    private RedisLedger other;

    @BeforeEach void connect() {
        client = RedisClients.create(TestServers.redis().uri());
        redis = client.connect();
        one = new RedisLedger(RedisCommands.of(redis.async()), "one#1", LONGEST);
        other = new RedisLedger(RedisCommands.of(redis.async()), "other#1", LONGEST);
        started(one);
        started(other);
        redis.sync().flushdb();
    }

    @AfterEach void disconnect() {
        redis.sync().flushdb();
        redis.close();
        client.shutdown();
    }

    private static Claim out(int max) {
        return new Claim("userout:a", Party.CALLER, List.of(new Limit("concurrent_max_out", max, "")));
    }

    private static Claim plain(String key) {
        return Claim.of(key, Party.SYSTEM);
    }

    private static Demand demand(String callId, Claim... claims) {
        return new Demand(callId, List.of(claims), List.of(), List.of("activeuser:a", "activeuser:b"));
    }

    private static List<Claim> peer(int id, int max) {
        return List.of(plain("peerout:" + id), new Claim("peer:" + id, Party.PEER, List.of(new Limit("concurrent_max", max, ""))));
    }

    private static Taking take(RedisLedger ledger, Demand demand) {
        return ledger.take(demand).toCompletableFuture().join();
    }

    private Map<String, String> counters() {
        return redis.sync().hgetall(Keys.CALL_COUNTERS);
    }

    private void isEmpty() {
        assertThat(redis.sync().keys("*")).allMatch(Keys.CALL_OWNERS::equals);
    }

    @Test void aCallTakesAllItsCountersOrNoneAndSaysWhichLimitRefused() {
        assertThat(take(one, demand("c1", out(2), plain("user:a"), plain("total")))).isEqualTo(new Taking.Taken(-1, List.of(1L)));
        assertThat(take(other, demand("c2", out(2), plain("user:a"), plain("total")))).isEqualTo(new Taking.Taken(-1, List.of(2L)));
        assertThat(counters()).containsExactlyInAnyOrderEntriesOf(Map.of("userout:a", "2", "user:a", "2", "total", "2"));
        Claim full = new Claim("user:a", Party.CALLEE, List.of(new Limit("concurrent_max", 2, "")));
        assertThat(take(one, demand("c3", plain("total"), full, plain("local")))).isEqualTo(new Taking.Refused(full, full.limits().getFirst(), 2, false));
        assertThat(counters()).containsExactlyInAnyOrderEntriesOf(Map.of("userout:a", "2", "user:a", "2", "total", "2"));
        assertThat(redis.sync().exists(Keys.callHolds("c3"))).isZero();
        one.release("c1");
        other.release("c2");
        assertThat(counters()).isEmpty();
        isEmpty();
    }

    @Test void limitsOfNoneOrLessRefuseAndThoseInDoNotCountCallsOut() {
        assertThat(take(one, demand("c1", out(0)))).isInstanceOf(Taking.Refused.class);
        assertThat(take(one, demand("c1", out(-1)))).isInstanceOf(Taking.Refused.class);
        Claim in = new Claim("user:a", Party.CALLEE, List.of(new Limit("concurrent_max", 9, ""), new Limit("concurrent_max_in", 1, "userout:a")));
        assertThat(take(one, demand("c1", plain("userout:a"), plain("user:a")))).isInstanceOf(Taking.Taken.class);
        assertThat(take(one, demand("c2", in))).isEqualTo(new Taking.Taken(-1, List.of(2L, 1L)));
        assertThat(take(one, demand("c3", in))).isEqualTo(new Taking.Refused(in, in.limits().getLast(), 1, false));
    }

    @Test void aQuotaIsCountedAndRefusesNothing() {
        Claim quota = new Claim("user:a", Party.CALLER, List.of(new Limit("concurrent_calls_quota", 1, "")));
        take(one, demand("c1", quota));
        assertThat(take(one, demand("c2", quota))).isEqualTo(new Taking.Taken(-1, List.of(2L)));
    }

    @Test void aCounterThatACallTakesTwiceIsHeldTwice() {
        Claim account = new Claim("account:7", Party.CALLER, List.of(new Limit("concurrent_max_per_account", 3, "")));
        assertThat(take(one, demand("c1", account, account))).isEqualTo(new Taking.Taken(-1, List.of(1L, 2L)));
        assertThat(take(one, demand("c2", account, account))).as("room for one").isInstanceOf(Taking.Refused.class);
        assertThat(counters()).containsEntry("account:7", "2");
        one.release("c1");
        assertThat(counters()).isEmpty();
    }

    @Test void aMemberOfAGroupCountsFromItsAnswerOnAndIsSkippedMeanwhile() {
        Claim busy = new Claim("activeuser:m", Party.CALLEE, List.of(new Limit("busy_hg_member_mode", 1, "")));
        Demand look = new Demand("c2", List.of(plain("totaluser:m"), busy), List.of(), List.of());
        take(one, demand("c1", plain("user:group")));
        assertThat(one.look(look).toCompletableFuture().join()).isInstanceOf(Taking.Taken.class);
        one.answered("c1");
        one.move("c1", List.of(), List.of(Claim.ofMember("m"))).toCompletableFuture().join();
        assertThat(counters()).containsExactlyInAnyOrderEntriesOf(Map.of("user:group", "1", "totaluser:m", "1", "user:m", "1", "activeuser:m", "1",
                "activeuser:a", "1", "activeuser:b", "1"));
        assertThat(one.look(look).toCompletableFuture().join()).isEqualTo(new Taking.Refused(busy, busy.limits().getFirst(), 1, false));
        assertThat(redis.sync().exists(Keys.callHolds("c2"))).as("who only looks holds nothing").isZero();
        other.release("c1");
        assertThat(counters()).isEmpty();
        isEmpty();
    }

    @Test void theEndOfAnAnsweredCallIsNotedForWhoeverHasAQueue() {
        long before = Long.parseLong(redis.sync().time().getFirst());
        Demand call = new Demand("c1", List.of(plain("totaluser:a")), List.of(), List.of("activeuser:a", "queue:a"));
        take(one, call);
        one.release("c1");
        isEmpty();
        assertThat(redis.sync().exists(Keys.callQueueFreed("a"))).as("nobody has answered").isZero();
        take(one, call);
        one.answered("c1");
        assertThat(counters()).containsEntry("queue:a", "1");
        other.release("c1");
        assertThat(counters()).isEmpty();
        assertThat(Long.parseLong(redis.sync().get(Keys.callQueueFreed("a")))).isBetween(before, before + 60);
        assertThat(redis.sync().ttl(Keys.callQueueFreed("a"))).isBetween(3500L, 3600L);
    }

    @Test void aCallThatCountsAnewIsActiveForThoseOfItsLastLeg() {
        take(one, new Demand("c1", List.of(plain("totaluser:a"), plain("peer:appsrv")), List.of(), List.of("activeuser:a")));
        one.move("c1", List.of(plain("totaluser:a"), plain("peer:appsrv")), List.of(List.of())).toCompletableFuture().join();
        assertThat(counters()).isEmpty();
        take(one, demand("c1", plain("totaluser:b")));
        one.answered("c1");
        assertThat(counters()).containsExactlyInAnyOrderEntriesOf(Map.of("totaluser:b", "1", "activeuser:a", "1", "activeuser:b", "1"));
        one.release("c1");
        isEmpty();
    }

    @Test void releaseByAnyProxyIsIdempotent() {
        take(one, demand("c1", plain("total")));
        take(one, demand("c2", plain("total")));
        other.release("c1");
        one.release("c1");
        other.release("unknown");
        assertThat(counters()).containsEntry("total", "1");
        assertThat(redis.sync().zrange(Keys.CALL_ENDS, 0, -1)).containsExactly("c2");
    }

    @Test void thousandParallelCallsNeverExceedTheirLimit() {
        List<Taking> answers = IntStream.range(0, 1000).mapToObj(i -> (i % 2 == 0 ? one : other).take(demand("c" + i, out(70))).toCompletableFuture())
                .toList().stream().map(future -> future.join()).toList();
        assertThat(answers).filteredOn(Taking.Taken.class::isInstance).hasSize(70);
        assertThat(counters()).containsEntry("userout:a", "70");
        assertThat(one.refused() + other.refused()).isEqualTo(930);
        IntStream.range(0, 1000).forEach(i -> one.release("c" + i));
        assertThat(counters()).isEmpty();
        isEmpty();
    }

    @Test void theFirstFreePeerIsTakenAndAFailedOneIsLeftFirst() {
        Demand demand = new Demand("c1", List.of(plain("relay")), List.of(peer(1, 0), peer(2, 1), peer(3, 1)), List.of());
        assertThat(take(one, demand)).isEqualTo(new Taking.Taken(1, List.of()));
        assertThat(counters()).containsExactlyInAnyOrderEntriesOf(Map.of("relay", "1", "peerout:2", "1", "peer:2", "1"));
        assertThat(one.move("c1", peer(2, 1), List.of(peer(2, 1))).toCompletableFuture().join()).as("its place is free")
                .isEqualTo(new Taking.Taken(0, List.of()));
        assertThat(one.move("c1", peer(2, 1), List.of(peer(3, 1))).toCompletableFuture().join()).isEqualTo(new Taking.Taken(0, List.of()));
        assertThat(counters()).containsExactlyInAnyOrderEntriesOf(Map.of("relay", "1", "peerout:3", "1", "peer:3", "1"));
        assertThat(redis.sync().hgetall(Keys.callHolds("c1"))).containsEntry("peer:3", "1").doesNotContainKey("peer:2");
        Demand none = new Demand("c2", List.of(plain("relay")), List.of(peer(1, 0), peer(3, 1)), List.of());
        assertThat(take(one, none)).isEqualTo(new Taking.Refused(peer(3, 1).getLast(), peer(3, 1).getLast().limits().getFirst(), 1, true));
        assertThat(counters()).containsEntry("relay", "1");
        one.release("c1");
        isEmpty();
    }

    @Test void lookingChangesNothing() {
        assertThat(one.look(demand("explain", out(1))).toCompletableFuture().join()).isEqualTo(new Taking.Taken(-1, List.of(1L)));
        isEmpty();
        assertThat(one.uncounted() + one.refused()).isZero();
    }

    @Test void whoTalksIsActive() {
        take(one, demand("c1", plain("total")));
        assertThat(redis.sync().smembers(Keys.callSetups("one#1"))).containsExactly("c1");
        one.answered("c1");
        one.answered("c1");
        one.answered("unknown");
        assertThat(counters()).containsExactlyInAnyOrderEntriesOf(Map.of("total", "1", "activeuser:a", "1", "activeuser:b", "1"));
        assertThat(redis.sync().exists(Keys.callSetups("one#1"), Keys.callHolds("unknown"))).isZero();
        one.release("c1");
        isEmpty();
    }

    @Test void aProxyThatStopsEndsItsSetupsAndTheCallsThatTalkGoOn() {
        LedgerUpkeep upkeep = started(one);
        take(one, demand("setup", plain("total")));
        take(one, demand("talk", plain("total")));
        one.answered("talk");
        take(other, demand("theirs", plain("total")));
        upkeep.close();
        assertThat(redis.sync().zrange(Keys.CALL_ENDS, 0, -1)).containsExactlyInAnyOrder("talk", "theirs");
        assertThat(redis.sync().zscore(Keys.CALL_OWNERS, "one#1")).as("it is gone").isNull();
        other.release("talk");
        assertThat(counters()).containsEntry("total", "1");
    }

    @Test void theSetupsOfADeadProxyEndWithItsLeaseWhoeverIsThere() {
        started(one);
        take(one, demand("setup", plain("total")));
        take(one, demand("talk", plain("total")));
        one.answered("talk");
        started(other);
        assertThat(counters()).as("its lease is not over").containsEntry("total", "2");
        redis.sync().zadd(Keys.CALL_OWNERS, Instant.now().getEpochSecond() - 5, "one#1");
        RedisLedger next = new RedisLedger(RedisCommands.of(redis.async()), "one#2", LONGEST);
        started(next);
        await().atMost(Duration.ofSeconds(5)).until(() -> "1".equals(counters().get("total")));
        assertThat(redis.sync().exists(Keys.callHolds("setup"), Keys.callSetups("one#1"))).isZero();
        assertThat(redis.sync().zrange(Keys.CALL_OWNERS, 0, -1)).containsExactlyInAnyOrder("other#1", "one#2");
        next.release("talk");
        assertThat(counters()).isEmpty();
    }

    @Test void aCallWhoseEndNobodySawEndsWhenItCanBeUpNoLonger() {
        take(one, demand("lost", plain("total")));
        one.answered("lost");
        take(one, demand("talk", plain("total")));
        assertThat(redis.sync().zscore(Keys.CALL_ENDS, "lost")).isBetween(Instant.now().getEpochSecond() + 590.0, Instant.now().getEpochSecond() + 601.0);
        redis.sync().zadd(Keys.CALL_ENDS, Instant.now().getEpochSecond() - 5, "lost");
        started(other);
        await().atMost(Duration.ofSeconds(5)).until(() -> "1".equals(counters().get("total")));
        assertThat(redis.sync().zrange(Keys.CALL_ENDS, 0, -1)).containsExactly("talk");
    }

    @Test void aRecountMendsWhatSomebodySpoiled() {
        take(one, demand("c1", plain("total"), plain("user:a")));
        take(one, demand("c2", plain("total")));
        redis.sync().hset(Keys.CALL_COUNTERS, Map.of("total", "9", "user:gone", "4"));
        redis.sync().hdel(Keys.CALL_COUNTERS, "user:a");
        redis.sync().zadd(Keys.CALL_ENDS, Instant.now().getEpochSecond(), "no-such-call");
        assertThat(one.recount().toCompletableFuture().join()).containsExactly(2L, 3L);
        assertThat(counters()).containsExactlyInAnyOrderEntriesOf(Map.of("total", "2", "user:a", "1"));
        assertThat(one.recount().toCompletableFuture().join()).containsExactly(2L, 0L);
    }

    @Test void anOutageLetsCallsPassAndWhatEndedMeanwhileIsReleasedAfterwards() {
        take(one, demand("c0", plain("total"))); // stays: a counter that goes to zero is deleted, which needs no memory
        take(one, demand("c1", plain("total")));
        redis.sync().configSet("maxmemory", "1"); // it refuses to write anything
        try {
            assertThat(take(one, demand("c2", out(0), plain("total")))).isInstanceOf(Taking.Refused.class);
            assertThat(take(one, demand("c2", out(1), plain("total")))).isEqualTo(new Taking.Uncounted());
            one.answered("c1");
            one.release("c1");
            one.release("c2");
            assertThat(one.look(demand("explain", plain("total"))).toCompletableFuture().join()).isInstanceOf(Taking.Taken.class);
            assertThat(one.uncounted()).isEqualTo(1);
            assertThat(counters()).containsEntry("total", "2");
        } finally {
            redis.sync().configSet("maxmemory", "0");
        }
        started(one);
        await().atMost(Duration.ofSeconds(5)).until(() -> counters().equals(Map.of("total", "1")));
        one.release("c0");
        await().atMost(Duration.ofSeconds(5)).until(() -> counters().isEmpty());
        assertThat(take(one, demand("c3", out(1)))).isEqualTo(new Taking.Taken(-1, List.of(1L)));
    }

    @Test void withoutAConnectionNothingWaitsAndNothingIsRefused() {
        StatefulRedisConnection<String, String> gone = client.connect();
        RedisLedger cut = new RedisLedger(RedisCommands.of(gone.async()), "cut#1", LONGEST);
        gone.close();
        assertThat(cut.take(demand("c1", out(0))).toCompletableFuture()).isCompletedWithValue(new Taking.Uncounted());
        cut.answered("c1");
        cut.release("c1");
        assertThat(cut.uncounted()).isEqualTo(1);
        started(cut).close();
    }

    private static LedgerUpkeep started(RedisLedger ledger) {
        ManualScheduler time = new ManualScheduler();
        LedgerUpkeep upkeep = new LedgerUpkeep(ledger, time, () -> true).start();
        time.runDue();
        return upkeep;
    }

    @Test void aCallThatCountsAlreadyCountsOnAndEndsAsOne() {
        take(one, demand("c1", plain("total")));
        one.answered("c1");
        take(one, demand("c1", plain("total"), plain("user:c")));
        assertThat(counters()).containsEntry("total", "2").containsEntry("user:c", "1");
        assertThat(redis.sync().exists(Keys.callSetups("one#1"))).as("answered already").isZero();
        one.release("c1");
        isEmpty();
    }

    @Test void whatACallHoldsCanBeAsked() {
        take(one, demand("c1", plain("total")));
        assertThat(one.holds("c1").toCompletableFuture().join()).containsEntry("total", "1").containsEntry("@owner", "one#1");
        assertThat(one.drop("c1").toCompletableFuture().join()).isTrue();
        assertThat(one.drop("c1").toCompletableFuture().join()).isFalse();
        assertThat(Stream.of(one.counters().toCompletableFuture().join(), one.holds("c1").toCompletableFuture().join())).allMatch(Map::isEmpty);
        assertThat(Arrays.asList(one.uncounted(), one.refused())).containsOnly(0.0);
    }
}
