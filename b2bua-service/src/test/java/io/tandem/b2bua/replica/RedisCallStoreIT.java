package io.tandem.b2bua.replica;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.tandem.b2bua.message.AppParameters;
import io.tandem.b2bua.refresh.LegTimer;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.LoopRedis;
import io.tandem.data.redis.RedisLink;
import io.tandem.net.EventLoop;
import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.dialog.DialogState;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.testkit.server.EmbeddedRedis;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Calls in a real Redis. */
class RedisCallStoreIT {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS); // Redis has a clock of its own
    private static final Instant END = NOW.plus(Duration.ofHours(6));
    private final EventLoop loop = EventLoop.open("b2bua-it");
    private final RedisLink redis = new RedisLink(TestServers.redis().uri());
    private long epoch;
    private RedisCallStore store;

    @BeforeEach void open() {
        redis.call("FLUSHDB");
        store = new RedisCallStore(LoopRedis.connect(loop, TestServers.redis().uri()), loop, () -> NOW, "10.0.0.1:5080", "sp", () -> epoch).start();
    }

    @AfterEach void close() {
        redis.call("FLUSHDB");
        redis.close();
        loop.close();
    }

    @Test void aCallIsReadAsItWasWritten() throws Exception {
        CallRecord call = call("c1@alice");
        await(store.put(call.key(), CallFields.write(call), END, true));
        List<Map<String, String>> all = await(store.all());
        CallRecord read = CallFields.read(all.getFirst());
        assertThat(read).usingRecursiveComparison().ignoringFields("callerTimer.described", "calleeTimer.described", "caller.remoteTarget",
            "callee.remoteTarget").isEqualTo(call);
        assertThat(read.callee().remoteTarget()).hasToString(call.callee().remoteTarget().toString());
        SipMessage described = read.callerTimer().described().orElseThrow();
        assertThat(described.contentType()).contains("application/sdp");
        assertThat(described.body()).isEqualTo(new byte[] {'v', '=', (byte) 0xE9, '\r', '\n'});
        assertThat(redis.call("TTL", Keys.b2buaCall("10.0.0.1:5080", call.key()))).isInstanceOf(Long.class).isNotEqualTo(-1L);
    }

    @Test void whatEndedIsGone() throws Exception {
        CallRecord call = call("c1@alice");
        await(store.put(call.key(), CallFields.write(call), END, false));
        await(store.put("c2", CallFields.write(call("c2")), NOW.minusSeconds(120), false));
        await(store.remove(call.key()));
        assertThat(await(store.all())).as("one ended, the other must have").isEmpty();
    }

    @Test void anEarlierEpochCannotWriteAnyMore() throws Exception {
        redis.set(Keys.epoch("sp"), "5");
        epoch = 4;
        assertThatThrownBy(() -> await(store.put("c1", CallFields.write(call("c1")), END, false))).isInstanceOf(ExecutionException.class)
            .hasMessageContaining("STALE epoch 4: a node of the pair is active since epoch 5");
        epoch = 5;
        await(store.put("c1", CallFields.write(call("c1")), END, false));
        epoch = 3;
        assertThatThrownBy(() -> await(store.remove("c1"))).hasMessageContaining("STALE");
        assertThat(await(store.all())).hasSize(1);
    }

    @Test void callsAreCopiedWhenARedisOfThePairFollows(@TempDir Path folder) throws Exception {
        epoch = 4;
        assertThat(await(store.isCopied())).as("nobody follows").isFalse();
        try (EmbeddedRedis copy = EmbeddedRedis.start(folder, 0); RedisLink other = new RedisLink(copy.uri())) {
            other.call("REPLICAOF", "127.0.0.1", Integer.toString(TestServers.redis().port()));
            Instant deadline = Instant.now().plusSeconds(30);
            while (!await(store.isCopied())) {
                assertThat(Instant.now()).isBefore(deadline);
                LockSupport.parkNanos(50_000_000);
            }
            epoch = 0;
            assertThat(await(store.isCopied())).as("a single node").isFalse();
        }
    }

    @Test void aFieldThatIsMissingIsNamed() {
        Map<String, String> fields = CallFields.write(call("c1"));
        for (String name : fields.keySet().stream().filter(name -> !name.contains("body") && !name.contains("timer.seconds")
                && !name.equals("parties")).toList()) {
            var broken = new HashMap<>(fields);
            broken.remove(name);
            assertThatThrownBy(() -> CallFields.read(broken)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(name);
        }
    }

    @Test void aCallThatAnEarlierVersionStoredHasNoParties() {
        Map<String, String> fields = new HashMap<>(CallFields.write(call("c1")));
        assertThat(CallFields.read(fields).parties()).contains("caller=uuid-a;callee=peer:4");
        fields.remove("parties");
        assertThat(CallFields.read(fields).parties()).isEmpty();
    }

    private static CallRecord call(String callId) {
        var caller = new DialogState(new DialogId(callId, "t1", "a"), "<sip:bob@example.org>;tag=t1", "\"A\" <sip:alice@example.org>;tag=a",
            List.of("<sip:10.0.0.1:5062;lr;ftag=a>", "<sip:10.0.0.1;lr>"), SipUri.parse("sip:alice@192.0.2.1:5060;transport=tcp"), 0, 101);
        var callee = new DialogState(new DialogId(callId + "_pbx-1", "t2", "b"), "<sip:alice@example.org>;tag=t2", "<sip:bob@example.org>;tag=b",
            List.of(), SipUri.parse("sip:bob@192.0.2.2"), 1, -1);
        var told = SipMessage.request("INVITE", "sip:x@y").build().body("application/sdp", new byte[] {'v', '=', (byte) 0xE9, '\r', '\n'});
        return new CallRecord(caller, callee, List.of("<sip:431001@example.org>", "<tel:+431001>"), Optional.of("caller=uuid-a;callee=peer:4"),
            AppParameters.parse("sst_enable=yes;calltimer=600"), END,
            new TimerRecord(Optional.of(new LegTimer.Agreed(600, true)), NOW.plusSeconds(300), true, Optional.of(told)), TimerRecord.NONE);
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
