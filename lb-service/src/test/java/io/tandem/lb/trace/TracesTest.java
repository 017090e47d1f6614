package io.tandem.lb.trace;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TracesTest {
    private static final InetSocketAddress ALICE = new InetSocketAddress("192.0.2.1", 5060);
    private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.1", 5062);
    private static final byte[] INVITE = "INVITE sip:b@x SIP/2.0\r\nCall-ID: c1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYE = "BYE sip:b@x SIP/2.0\r\nCall-ID: c2\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final AtomicLong nanos = new AtomicLong(-1_000);
    private final Traces traces = new Traces(() -> Instant.EPOCH.plusNanos(nanos.get() + 1_000), nanos::get);
    private final Map<String, ControlCommand> commands = new HashMap<>();

    TracesTest() {
        new TraceCommands(traces).commands().forEach(command -> commands.put(command.name(), command));
    }

    @Test void aTraceShowsTheMessagesOfACallOnItsWayThrough() throws Exception {
        assertThat(traces.isOn()).isFalse();
        Object id = call("trace.start", "c1");
        assertThat(traces.isOn()).isTrue();
        traces.received(INVITE, 0, INVITE.length, ALICE, "udp:198.51.100.1:5060");
        traces.sent(INVITE, 0, INVITE.length, PROXY, "udp:10.0.0.9:5060");
        traces.received(BYE, 0, BYE.length, ALICE, "udp:198.51.100.1:5060");
        traces.verdict("dropped: malformed");
        Map<?, ?> read = (Map<?, ?>) call("trace.read", id);
        assertThat(read.get("messages")).isEqualTo(List.of(
            Map.of("time", "1970-01-01T00:00:00Z", "direction", "in", "peer", "192.0.2.1:5060", "socket", "udp:198.51.100.1:5060",
                "line", "INVITE sip:b@x SIP/2.0", "message", "INVITE sip:b@x SIP/2.0\nCall-ID: c1\n\n"),
            Map.of("time", "1970-01-01T00:00:00Z", "direction", "out", "peer", "10.0.0.1:5062", "socket", "udp:10.0.0.9:5060",
                "line", "INVITE sip:b@x SIP/2.0", "message", "INVITE sip:b@x SIP/2.0\nCall-ID: c1\n\n")));
        assertThat(read.get("lost")).isEqualTo(0L);
        assertThat(read.get("running")).isEqualTo(true);
        assertThat(call("trace.stop", id)).isEqualTo(true);
        assertThat(traces.isOn()).isFalse();
    }

    @Test void whatBecameOfAMessageIsShownToThoseWhoSawIt() throws Exception {
        Object address = call("trace.start", "192.0.2.1");
        Object call = call("trace.start", "c1");
        traces.received(BYE, 0, BYE.length, ALICE, "udp");
        traces.verdict("answered 404 Not here");
        assertThat((List<?>) ((Map<?, ?>) call("trace.read", address)).get("messages")).last().asInstanceOf(
            InstanceOfAssertFactories.MAP).containsEntry("verdict", "answered 404 Not here").doesNotContainKey("message");
        assertThat((List<?>) ((Map<?, ?>) call("trace.read", call)).get("messages")).isEmpty();
    }

    @Test void theBufferTheLoopUsesAgainIsNotWhatIsShown() throws Exception {
        Object id = call("trace.start", "c1");
        byte[] buffer = INVITE.clone();
        traces.received(buffer, 0, buffer.length, ALICE, "udp");
        Arrays.fill(buffer, (byte) 'x');
        assertThat(((Map<?, ?>) call("trace.read", id)).toString()).contains("INVITE sip:b@x SIP/2.0");
    }

    @Test void theLoopNeverWaitsAndCountsWhatIsLost() throws Exception {
        Object id = call("trace.start", "c1");
        for (int i = 0; i < Trace.CAPACITY + 7; i++) {
            traces.received(INVITE, 0, INVITE.length, ALICE, "udp");
        }
        Map<?, ?> read = (Map<?, ?>) call("trace.read", id);
        assertThat((List<?>) read.get("messages")).hasSize(100);
        assertThat(read.get("lost")).isEqualTo(7L);
        assertThat(((Map<?, ?>) call("trace.read", id)).get("lost")).isEqualTo(0L);
    }

    @Test void manyLargeMessagesDoNotFillTheMemory() {
        Trace trace = traces.start(TraceFilter.of("c1"), Duration.ofMinutes(1)).orElseThrow();
        byte[] large = Arrays.copyOf(INVITE, 60_000);
        for (int i = 0; i < 200; i++) {
            traces.received(large, 0, large.length, ALICE, "udp");
        }
        assertThat(trace.takeLost()).isEqualTo(200 - Trace.BYTES / Traces.KEPT_BYTES);
    }

    @Test void aReaderWaitsForTheFirstMessage() throws Exception {
        Object id = call("trace.start", "c1");
        CompletableFuture<Object> read = CompletableFuture.supplyAsync(() -> read(id, 20_000L));
        traces.received(INVITE, 0, INVITE.length, ALICE, "udp");
        assertThat(read.join().toString()).contains("INVITE sip:b@x SIP/2.0");
    }

    @Test void aReaderThatWaitsIsLetGoWhenTheTraceIsStopped() throws Exception {
        Object id = call("trace.start", "c1");
        CompletableFuture<Object> read = CompletableFuture.supplyAsync(() -> read(id, 20_000L));
        while (traces.stop((long) id)) {
            Thread.onSpinWait();
        }
        assertThat(read.handle((result, fault) -> result == null ? "gone" : result.toString()).join())
            .satisfiesAnyOf(text -> assertThat(text).isEqualTo("gone"), text -> assertThat(text).contains("running=false"));
    }

    @Test void aTraceThatNobodyReadsEndsByItself() throws Exception {
        Object id = call("trace.start", "c1", 3600L);
        nanos.addAndGet(Traces.UNREAD.toNanos() + 1);
        for (int i = 0; i < 2_000; i++) {
            traces.received(BYE, 0, BYE.length, ALICE, "udp");
        }
        assertThat(traces.isOn()).isFalse();
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> call("trace.read", id)).matches(fault -> fault.code() == 404);
    }

    @Test void aTraceEndsAtItsTimeThoughItIsRead() throws Exception {
        Object id = call("trace.start", "c1", 40L);
        nanos.addAndGet(Duration.ofSeconds(25).toNanos());
        assertThat(((Map<?, ?>) call("trace.read", id)).get("running")).isEqualTo(true);
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(((Map<?, ?>) call("trace.read", id)).get("running")).isEqualTo(false);
    }

    @Test void onlySoManyRunAtOnce() throws Exception {
        for (int i = 0; i < Traces.MOST; i++) {
            call("trace.start", "c" + i);
        }
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> call("trace.start", "one-more")).withMessageContaining("trace.list");
        assertThat((List<?>) call("trace.list")).hasSize(Traces.MOST).first().isEqualTo(Map.of("id", 1L, "filter", "c0"));
    }

    @Test void aFilterThatIsNoneIsRefused() {
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> call("trace.start")).matches(fault -> fault.code() == 400);
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> call("trace.start", "a b")).matches(fault -> fault.code() == 400);
    }

    private Object call(String name, Object... parameters) throws ControlFault {
        return commands.get(name).call(List.of(parameters));
    }

    private Object read(Object id, long millis) {
        try {
            return call("trace.read", id, millis);
        } catch (ControlFault fault) {
            throw new IllegalStateException(fault);
        }
    }
}
