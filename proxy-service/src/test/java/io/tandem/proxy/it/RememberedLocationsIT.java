package io.tandem.proxy.it;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.LoopRedis;
import io.tandem.data.redis.RedisClients;
import io.tandem.net.EventLoop;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.ClosedFlow;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.location.RedisLocations;
import io.tandem.proxy.location.Refreshed;
import io.tandem.proxy.location.RememberedLocations;
import io.tandem.sip.message.SipUri;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The memory of one proxy, and a real Redis that another proxy writes to. */
class RememberedLocationsIT {
    private static final AddressOfRecord ALICE = new AddressOfRecord("alice", "memory-it.example.org");
    private static final int MOST = 100;

    private final EventLoop loop = EventLoop.open("memory");
    private final EventLoop elsewhere = EventLoop.open("other-proxy");
    private RedisClient client;
    private StatefulRedisConnection<String, String> redis;
    private CutLine line;
    private RememberedLocations memory;
    private Locations other;

    @BeforeEach void connect() throws IOException {
        client = RedisClients.create(TestServers.redis().uri());
        redis = client.connect();
        redis.sync().flushdb();
        line = new CutLine(TestServers.redis().port());
        other = new RedisLocations(LoopRedis.connect(elsewhere, TestServers.redis().uri()), InstantSource.system());
        Locations plain = new RedisLocations(LoopRedis.connect(loop, TestServers.redis().uri()), InstantSource.system());
        memory = RememberedLocations.open(loop, "redis://127.0.0.1:" + line.port(), MOST, plain, InstantSource.system());
        await().until(() -> remembers(new AddressOfRecord("nobody", ALICE.domain())));
    }

    @AfterEach void disconnect() throws IOException {
        loop.close();
        elsewhere.close();
        line.close();
        redis.sync().flushdb();
        redis.close();
        client.shutdown();
    }

    private <T> T onLoop(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> work.get().whenComplete((result, failure) -> {
            if (failure == null) {
                done.complete(result);
            } else {
                done.completeExceptionally(failure);
            }
        }));
        return done.join();
    }

    private List<String> recalled(AddressOfRecord owner) {
        return onLoop(() -> memory.recall(owner)).stream().map(binding -> binding.ruid() + " " + binding.received()).toList();
    }

    /** Asks twice: is the second answer from memory? */
    private boolean remembers(AddressOfRecord owner) {
        recalled(owner);
        long before = memory.recalled();
        recalled(owner);
        return memory.recalled() == before + 1;
    }

    private static Binding phone(String ruid, int port, long cSeq, Duration life) {
        String received = "sip:198.51.100.7:" + port + ";transport=tls";
        return new Binding(ruid, SipUri.parse("sip:phone@10.0.0.5:5060"), received, List.of("<sip:lb@127.0.0.1:5060;lr;conn=" + port + ">"),
                Optional.of(Instant.now().plus(life)), "", "call-" + ruid, cSeq, Instant.now(), "phone", "tls:192.0.2.100:5061", "", "", 0);
    }

    private static Binding phone(String ruid, int port, long cSeq) {
        return phone(ruid, port, cSeq, Duration.ofSeconds(600));
    }

    private void elsewhere(Binding binding) {
        assertThat(other.refresh(ALICE, binding).toCompletableFuture().join()).isInstanceOf(Refreshed.Stored.class);
    }

    private void elsewhere(List<Binding> stored, String... removed) {
        other.update(ALICE, stored, List.of(removed)).toCompletableFuture().join();
    }

    private void awaitRecalled(String... bindings) {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(recalled(ALICE)).containsExactlyInAnyOrder(bindings));
        assertThat(remembers(ALICE)).isTrue();
    }

    private static String at(String ruid, int port) {
        return ruid + " sip:198.51.100.7:" + port + ";transport=tls";
    }

    @Test void whatAnotherProxyDoesIsHeardEveryTime() {
        assertThat(recalled(ALICE)).isEmpty();
        assertThat(remembers(ALICE)).as("that nobody is registered, too").isTrue();
        elsewhere(phone("uloc-1", 41_000, 1));
        awaitRecalled(at("uloc-1", 41_000));
        for (int port = 41_001; port < 41_020; port++) { // from one address to the next
            elsewhere(phone("uloc-1", port, port));
            awaitRecalled(at("uloc-1", port));
        }
        elsewhere(List.of(phone("uloc-2", 42_000, 1)));
        awaitRecalled(at("uloc-1", 41_019), at("uloc-2", 42_000));
        elsewhere(phone("uloc-1", 41_000, 50_000));
        awaitRecalled(at("uloc-1", 41_000), at("uloc-2", 42_000));
        elsewhere(List.of(), "uloc-1");
        awaitRecalled(at("uloc-2", 42_000));
        other.flowsClosed(List.of(new ClosedFlow(0x42000, "sip:198.51.100.7:42000;transport=tls"))).toCompletableFuture().join();
        awaitRecalled();
    }

    @Test void aRefreshOfWhomNobodyCallsIsNotWatched() {
        onLoop(() -> memory.refresh(ALICE, phone("uloc-1", 41_000, 1)));
        assertThat(memory.size()).as("the one that was asked for at the start").isEqualTo(1);
        elsewhere(phone("uloc-1", 41_001, 2));
        assertThat(recalled(ALICE)).containsExactly(at("uloc-1", 41_001));
    }

    @Test void aRefreshHereIsRememberedAndWhatComesAfterItIsHeard() {
        assertThat(recalled(ALICE)).isEmpty();
        for (int i = 1; i < 10; i++) { // a first one, then ones that bring nothing new, each between others elsewhere
            Binding own = phone("uloc-1", 41_000, 2L * i);
            assertThat(onLoop(() -> memory.refresh(ALICE, own))).isInstanceOf(Refreshed.Stored.class);
            long before = memory.recalled();
            assertThat(recalled(ALICE)).containsExactly(at("uloc-1", 41_000));
            assertThat(memory.recalled()).as("without asking").isEqualTo(before + 1);
            if (i % 3 == 0) {
                elsewhere(phone("uloc-1", 41_001, 2L * i + 1));
                awaitRecalled(at("uloc-1", 41_001));
            }
        }
    }

    @Test void aRefreshHereOfOneOfSeveralIsRememberedAndWhatComesAfterItIsHeard() {
        elsewhere(List.of(phone("uloc-1", 41_000, 1), phone("uloc-2", 42_000, 1)));
        awaitRecalled(at("uloc-1", 41_000), at("uloc-2", 42_000));
        for (int i = 2; i < 6; i++) {
            Binding own = phone("uloc-1", 41_000, i);
            assertThat(onLoop(() -> memory.refresh(ALICE, own))).isInstanceOf(Refreshed.Stored.class);
            long before = memory.recalled();
            assertThat(recalled(ALICE)).containsExactlyInAnyOrder(at("uloc-1", 41_000), at("uloc-2", 42_000));
            assertThat(memory.recalled()).isEqualTo(before + 1);
            elsewhere(List.of(phone("uloc-2", 42_000 + i, i)));
            awaitRecalled(at("uloc-1", 41_000), at("uloc-2", 42_000 + i));
            elsewhere(List.of(phone("uloc-2", 42_000, i)));
            awaitRecalled(at("uloc-1", 41_000), at("uloc-2", 42_000));
        }
    }

    @Test void aChangeHereShowsAtOnce() {
        onLoop(() -> memory.refresh(ALICE, phone("uloc-1", 41_000, 1)));
        onLoop(() -> memory.update(ALICE, List.of(phone("uloc-2", 42_000, 1)), List.of("uloc-1")));
        assertThat(recalled(ALICE)).containsExactly(at("uloc-2", 42_000));
        memory.refresh(ALICE, phone("uloc-2", 42_001, 2)).toCompletableFuture().join(); // on no loop
        awaitRecalled(at("uloc-2", 42_001));
    }

    @Test void aBindingBesideAPermanentOneIsHeard() {
        elsewhere(List.of(phone("uloc-1", 41_000, 1)));
        redis.sync().hset(Keys.locationEntry("uloc-p"), Map.of("ruid", "uloc-p", "contact", "sip:door@10.0.0.9", "expires", "0"));
        redis.sync().sadd(Keys.locationUser("alice", ALICE.domain()), Keys.locationEntry("uloc-p"));
        elsewhere(List.of(phone("uloc-1", 41_001, 2)));
        awaitRecalled(at("uloc-1", 41_001), "uloc-p ");
        elsewhere(List.of(phone("uloc-1", 41_002, 3)));
        awaitRecalled(at("uloc-1", 41_002), "uloc-p ");
        elsewhere(phone("uloc-1", 41_003, 4));
        awaitRecalled(at("uloc-1", 41_003), "uloc-p ");
    }

    @Test void aMemberWithoutAHashIsDroppedAndWhatFollowsIsHeard() {
        elsewhere(List.of(phone("uloc-1", 41_000, 1)));
        redis.sync().sadd(Keys.locationUser("alice", ALICE.domain()), Keys.locationEntry("uloc-gone"));
        awaitRecalled(at("uloc-1", 41_000));
        elsewhere(phone("uloc-1", 41_001, 2));
        awaitRecalled(at("uloc-1", 41_001));
    }

    @Test void whatExpiresIsNotRecalled() {
        elsewhere(phone("uloc-1", 41_000, 1, Duration.ofSeconds(2)));
        assertThat(recalled(ALICE)).hasSize(1);
        await().atMost(Duration.ofSeconds(10)).until(() -> recalled(ALICE).isEmpty());
    }

    @Test void anEmptiedRedisIsHeard() {
        elsewhere(phone("uloc-1", 41_000, 1));
        assertThat(remembers(ALICE)).isTrue();
        redis.sync().flushall();
        await().atMost(Duration.ofSeconds(5)).until(() -> recalled(ALICE).isEmpty());
    }

    @Test void aLostConnectionForgetsAllAndCallsAskUntilItIsBack() {
        elsewhere(phone("uloc-1", 41_000, 1));
        assertThat(remembers(ALICE)).isTrue();
        line.cut();
        await().atMost(Duration.ofSeconds(5)).until(() -> memory.size() == 0);
        elsewhere(phone("uloc-1", 41_001, 2));
        assertThat(recalled(ALICE)).containsExactly(at("uloc-1", 41_001));
        assertThat(remembers(ALICE)).isFalse();
        assertThat(onLoop(() -> memory.refresh(ALICE, phone("uloc-1", 41_002, 3)))).isInstanceOf(Refreshed.Stored.class);
        line.mend();
        await().atMost(Duration.ofSeconds(10)).until(() -> remembers(ALICE));
        awaitRecalled(at("uloc-1", 41_002));
    }

    @Test void noMoreAreRememberedThanWanted() {
        IntStream.range(0, MOST + 20).forEach(i -> recalled(new AddressOfRecord("u" + i, ALICE.domain())));
        assertThat(memory.size()).isEqualTo(MOST);
        long before = memory.recalled();
        recalled(new AddressOfRecord("u" + (MOST + 19), ALICE.domain()));
        assertThat(memory.recalled()).isEqualTo(before + 1);
        recalled(new AddressOfRecord("u0", ALICE.domain()));
        assertThat(memory.recalled()).as("the first was forgotten").isEqualTo(before + 1);
    }
}
