package io.tandem.proxy.registrar;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.LoopRedis;
import io.tandem.data.redis.RedisLink;
import io.tandem.data.redis.Replication;
import io.tandem.net.EventLoop;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.KeepAlive;
import io.tandem.proxy.location.RedisLocations;
import io.tandem.proxy.location.Refreshed;
import io.tandem.sip.message.SipUri;
import io.tandem.testkit.server.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Bindings in the Redis of the active node, and the copy of it on the standby. */
class CopiedLocationsIT {
    private static final AddressOfRecord ALICE = new AddressOfRecord("alice", "copied.example.org");
    private static final Duration MOMENT = Duration.ofMillis(200);
    @TempDir Path folder;
    private final EventLoop loop = EventLoop.open("copied");
    private EmbeddedRedis master;
    private EmbeddedRedis replica;
    private RedisLocations plain;
    private CopiedLocations locations;

    @BeforeEach void start() throws IOException {
        master = EmbeddedRedis.start(folder.resolve("1"), 0);
        replica = EmbeddedRedis.start(folder.resolve("2"), 0);
        plain = new RedisLocations(LoopRedis.connect(loop, master.uri()), InstantSource.system());
        locations = new CopiedLocations(plain, new Replication(LoopRedis.connect(loop, master.uri()), loop).start());
    }

    @AfterEach void stop() {
        loop.close();
        replica.close();
        master.close();
    }

    private static Binding binding(long cSeq) {
        return new Binding("uloc-1", SipUri.parse("sip:phone@10.0.0.5:5060"), "sip:10.0.0.5:5060", List.of(), Optional.of(Instant.now().plusSeconds(600)),
                "", "call-1", cSeq, Instant.now(), "phone", "udp:192.0.2.100:5060", "", "", 0, KeepAlive.NONE);
    }

    private CompletableFuture<Refreshed> refresh(long cSeq) { return locations.refresh(ALICE, binding(cSeq)).toCompletableFuture(); }

    private static String cSeq(EmbeddedRedis redis) {
        try (RedisLink link = new RedisLink(redis.uri())) {
            return String.valueOf(link.call("HGET", Keys.locationEntry("uloc-1"), "cseq"));
        }
    }

    private void signal(String name, EmbeddedRedis redis) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid())).start().waitFor()).isZero();
    }

    private void follow() throws Exception {
        try (RedisLink link = new RedisLink(replica.uri())) {
            link.call("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
        }
        taken(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> cSeq(replica).equals("1"));
        isWaitedFor(1);
    }

    /** Then a write is not done while the replica stands still. */
    private void isWaitedFor(long cSeq) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            signal("STOP", replica);
            CompletableFuture<Refreshed> refreshed = refresh(cSeq);
            TimeUnit.MILLISECONDS.sleep(MOMENT.toMillis());
            boolean waits = !refreshed.isDone();
            signal("CONT", replica);
            refreshed.get(5, TimeUnit.SECONDS);
            return waits;
        });
    }

    @Test void aBindingIsMadeWhenTheReplicaHasIt() throws Exception {
        follow();
        signal("STOP", replica);
        CompletableFuture<Refreshed> refreshed = refresh(2);
        await().until(() -> cSeq(master).equals("2"));
        TimeUnit.MILLISECONDS.sleep(MOMENT.toMillis());
        assertThat(refreshed).as("the master alone has it").isNotDone();
        signal("CONT", replica);
        assertThat(refreshed.get(5, TimeUnit.SECONDS)).isInstanceOf(Refreshed.Stored.class);
        assertThat(cSeq(replica)).isEqualTo("2");
    }

    @Test void aReplicaThatDoesNotAnswerHoldsUpForHalfASecondOnceUntilItHasCaughtUp() throws Exception {
        follow();
        signal("STOP", replica);
        assertThat(taken(3)).isGreaterThan(Duration.ofMillis(400));
        TimeUnit.MILLISECONDS.sleep(1_200); // looked at twice meanwhile
        assertThat(taken(4)).as("it is there still, but lacks what it was waited for").isLessThan(Duration.ofMillis(400));
        signal("CONT", replica);
        await().atMost(Duration.ofSeconds(30)).until(() -> cSeq(replica).equals("4"));
        isWaitedFor(4);
    }

    private Duration taken(long cSeq) throws Exception {
        long start = System.nanoTime();
        assertThat(refresh(cSeq).get(5, TimeUnit.SECONDS)).isInstanceOf(Refreshed.Stored.class);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test void withoutAReplicaNothingIsWaitedFor() {
        var written = plain.refresh(ALICE, binding(1));
        assertThat(locations.replication().copied(written)).isSameAs(written);
    }
}
