package io.tandem.proxy.it;

import java.util.List;
import java.util.Map;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.queue.Entry;
import io.tandem.data.queue.QueuedCall;
import io.tandem.data.queue.RedisCallQueue;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Call queues in a real Redis: calls wait for Bob, whose UUID is {@code b}, or for a group {@code g} of Carol and Dave. */
class RedisCallQueueIT {
    private RedisClient client;
    private StatefulRedisConnection<String, String> connection;
    private RedisCommands<String, String> redis;
    private RedisCallQueue queue;

    @BeforeEach void connect() {
        client = RedisClients.create(TestServers.redis().uri());
        connection = client.connect();
        redis = connection.sync();
        redis.flushdb();
        queue = new RedisCallQueue(io.tandem.data.redis.RedisCommands.of(connection.async()));
    }

    @AfterEach void disconnect() {
        redis.flushdb();
        connection.close();
        client.shutdown();
    }

    private static QueuedCall call(String id, int wrapUp) {
        return new QueuedCall("b", id, wrapUp, List.of("b"));
    }

    private int joins(String id) {
        return queue.join(call(id, 0), 2, Entry.NEW).toCompletableFuture().join();
    }

    private int place(QueuedCall call) {
        return queue.place(call).toCompletableFuture().join();
    }

    private boolean isTaken(int wrapUp) {
        return queue.isTaken(call("new", wrapUp)).toCompletableFuture().join();
    }

    private void talks(String uuid) {
        redis.hset(Keys.CALL_COUNTERS, "totaluser:" + uuid, "1");
    }

    private void hangsUp(String uuid) {
        redis.hdel(Keys.CALL_COUNTERS, "totaluser:" + uuid);
    }

    /** Some seconds pass for the queue. */
    private void passes(String field, int seconds) {
        double then = Double.parseDouble(redis.hget(Keys.callQueueState("b"), field));
        redis.hset(Keys.callQueueState("b"), field, Double.toString(then - seconds));
    }

    @Test void whoeverIsFreeAndWaitedForByNobodyIsCalledAtOnce() {
        assertThat(isTaken(10)).isFalse();
        talks("b");
        assertThat(isTaken(10)).isTrue();
        hangsUp("b");
        assertThat(isTaken(10)).isFalse();
        assertThat(redis.keys("*callqueue*")).as("asking leaves nothing").isEmpty();
    }

    @Test void newCallsWaitWhileOthersDoAndForTheWrapUpTimeOfTheLastCall() {
        joins("c1");
        assertThat(isTaken(0)).as("others wait").isTrue();
        queue.leave(call("c1", 0)).toCompletableFuture().join();
        assertThat(isTaken(0)).isFalse();
        redis.set(Keys.callQueueFreed("b"), Long.toString(Long.parseLong(redis.time().getFirst()) - 8));
        assertThat(isTaken(10)).as("two seconds are left").isTrue();
        assertThat(isTaken(8)).isFalse();
    }

    @Test void callsAreServedInTheirOrderOneAfterTheOther() {
        talks("b");
        assertThat(joins("c1")).isEqualTo(1);
        assertThat(joins("c2")).isEqualTo(2);
        assertThat(redis.lrange("callqueue:b", 0, -1)).as("as the API shows it").containsExactly("c1", "c2");
        assertThat(place(call("c1", 0))).as("Bob is in a call").isEqualTo(1);
        hangsUp("b");
        assertThat(place(call("c2", 0))).as("c1 came first").isEqualTo(2);
        assertThat(place(call("c1", 0))).isZero();
        assertThat(redis.lrange("callqueue:b", 0, -1)).containsExactly("c2");
        assertThat(isTaken(0)).isTrue();
        assertThat(place(call("c2", 0))).as("c1 has a moment to be counted").isEqualTo(1);
        passes("served", 4);
        assertThat(place(call("c2", 0))).isZero();
        assertThat(redis.exists("callqueue:b")).isZero();
    }

    @Test void theWrapUpTimeBeginsWithTheEndOfTheCall() {
        talks("b");
        joins("c1");
        place(call("c1", 10));
        hangsUp("b");
        assertThat(place(call("c1", 10))).isEqualTo(1);
        passes("busy:b", 9);
        assertThat(place(call("c1", 10))).isEqualTo(1);
        passes("busy:b", 1);
        assertThat(place(call("c1", 10))).isZero();
    }

    @Test void aFullQueueTakesNobodyButThoseWhomThePhoneHasRefused() {
        joins("c1");
        joins("c2");
        assertThat(joins("c3")).isZero();
        assertThat(joins("c1")).as("it is in already").isEqualTo(1);
        assertThat(queue.join(call("c4", 5), 2, Entry.FIRST).toCompletableFuture().join()).as("it comes first").isEqualTo(1);
        assertThat(place(call("c4", 5))).as("the phone rests").isEqualTo(1);
        passes("busy:b", 5);
        assertThat(place(call("c4", 5))).isZero();
        assertThat(redis.lrange("callqueue:b", 0, -1)).containsExactly("c1", "c2");
    }

    @Test void whoIsRefusedAgainComesBehindThoseWhoWait() {
        joins("c1");
        joins("c2");
        assertThat(queue.join(call("c3", 5), 2, Entry.LAST).toCompletableFuture().join()).isEqualTo(3);
        assertThat(place(call("c1", 5))).as("the phone rests").isEqualTo(1);
        passes("busy:b", 5);
        assertThat(place(call("c1", 5))).isZero();
    }

    @Test void whoLeavesMakesRoomAndCallsOfADeadProcessAreOut() {
        talks("b");
        joins("c1");
        joins("c2");
        assertThat(redis.ttl("callqueue:b")).isBetween(1L, 10L);
        assertThat(redis.ttl(Keys.callQueueState("b"))).isPositive();
        passes("call:c1", 11);
        assertThat(place(call("c2", 0))).as("nobody speaks for c1").isEqualTo(1);
        assertThat(redis.lrange("callqueue:b", 0, -1)).containsExactly("c2");
        queue.leave(call("c2", 0)).toCompletableFuture().join();
        assertThat(redis.exists("callqueue:b")).isZero();
        assertThat(redis.hgetall(Keys.callQueueState("b")).keySet()).noneMatch(field -> field.startsWith("call:"));
    }

    @Test void aCallThatRedisHasForgottenIsTheLastOne() {
        joins("c1");
        redis.flushdb();
        talks("b");
        joins("c2");
        assertThat(place(call("c1", 0))).isEqualTo(2);
    }

    @Test void aGroupIsFreeWhenOneOfItsMembersIs() {
        QueuedCall call = new QueuedCall("g", "c1", 0, List.of("carol", "dave"));
        talks("carol");
        talks("dave");
        queue.join(call, 5, Entry.NEW).toCompletableFuture().join();
        assertThat(place(call)).isEqualTo(1);
        hangsUp("dave");
        assertThat(place(call)).isZero();
        assertThat(queue.isTaken(new QueuedCall("g", "c2", 0, List.of("dave"))).toCompletableFuture().join()).as("c1 is not counted yet").isTrue();
        assertThat(redis.hgetall(Keys.CALL_COUNTERS)).isEqualTo(Map.of("totaluser:carol", "1"));
    }

    @Test void callsOfAGroupThatRingAreGoingToTakeMembers() {
        QueuedCall waits = new QueuedCall("g", "c2", 0, List.of("carol", "dave"));
        QueuedCall comes = new QueuedCall("g", "c3", 0, List.of("carol", "dave"));
        talks("g");                                                             // c1 rings Carol and Dave, who count in nothing
        talks("carol");
        queue.join(waits, 5, Entry.NEW).toCompletableFuture().join();
        assertThat(place(waits)).as("Dave is going to take c1").isEqualTo(1);
        hangsUp("carol");
        assertThat(place(waits)).as("one of them is left").isZero();
        redis.del(Keys.callQueueState("g"));
        redis.hset(Keys.CALL_COUNTERS, "totaluser:g", "2");
        assertThat(queue.isTaken(comes).toCompletableFuture().join()).as("two calls ring, one for each").isTrue();
        redis.hset(Keys.CALL_COUNTERS, "activeuser:g", "1");
        talks("dave");
        assertThat(queue.isTaken(comes).toCompletableFuture().join()).as("Dave has answered one, and rings whatever calls he has").isFalse();
        assertThat(queue.isTaken(new QueuedCall("g", "c3", 0, List.of("carol"))).toCompletableFuture().join()).as("Dave does not ring now").isTrue();
    }
}
