package io.tandem.lb.trace;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.ThreadMXBean;
import io.tandem.lb.trace.TraceFilter.EveryNth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TraceFilterTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 5060);

    @ParameterizedTest
    @ValueSource(strings = {"INVITE x SIP/2.0\r\nVia: y\r\nCall-ID: abc@x\r\n\r\n", "INVITE x SIP/2.0\r\ni:abc@x\r\n\r\n", "INVITE x SIP/2.0\r\nI : abc@x \r\n",
        "BYE x SIP/2.0\ncall-id\t:\tabc@x\n\n", "SIP/2.0 200 OK\r\nCALL-ID: abc@x"})
    void aCallIdIsFoundHoweverItIsWritten(String message) {
        assertThat(matches("abc@x", message)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE x SIP/2.0\r\nCall-ID: abc@xy\r\n\r\n", "INVITE x SIP/2.0\r\nCall-ID: xabc@x\r\n\r\n",
        "INVITE x SIP/2.0\r\n\r\nCall-ID: abc@x\r\n",
        "INVITE x SIP/2.0\r\nCall-ID: other\r\nCall-ID: abc@x\r\n\r\n", "INVITE x SIP/2.0\r\nIx: abc@x\r\nCall-IDs: abc@x\r\n\r\n",
        "", "\r\n\r\n", "i", "call-id",
        "INVITE abc@x SIP/2.0"})
    void nothingElseIsTakenForIt(String message) {
        assertThat(matches("abc@x", message)).isFalse();
    }

    @Test void anAddressMatchesThePeer() {
        TraceFilter filter = TraceFilter.of("192.0.2.1");
        assertThat(filter.matches(new byte[0], 0, 0, PEER)).isTrue();
        assertThat(filter.matches(new byte[0], 0, 0, new InetSocketAddress("192.0.2.2", 5060))).isFalse();
        assertThat(TraceFilter.of("2001:db8::1").matches(new byte[0], 0, 0, new InetSocketAddress("2001:db8:0::1", 1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\r\nb"})
    void whatIsNeitherIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TraceFilter.of(text));
    }

    @Test void messagesOfOthersCostNoMemory() {
        byte[] data = "INVITE sip:x SIP/2.0\r\nVia: y\r\nMax-Forwards: 70\r\nCall-ID: other@x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        TraceFilter callId = TraceFilter.of("abc@x");
        TraceFilter peer = TraceFilter.of("192.0.2.9");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int found = count(callId, peer, data);
        long before = threads.getCurrentThreadAllocatedBytes();
        found += count(callId, peer, data);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(found).isZero();
    }

    private static int count(TraceFilter one, TraceFilter two, byte[] data) {
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            found += one.matches(data, 0, data.length, PEER) || two.matches(data, 0, data.length, PEER) ? 1 : 0;
        }
        return found;
    }

    @Test void aSampleIsEveryNthAndNotTooManyASecond() {
        AtomicLong now = new AtomicLong(-5);
        EveryNth sample = new EveryNth(3, 2, now::get);
        assertThat(taken(sample, 30)).isEqualTo(2);
        now.addAndGet(1_000_000_000L);
        assertThat(taken(sample, 5)).isEqualTo(1);
    }

    private static int taken(TraceFilter filter, int messages) {
        int taken = 0;
        for (int i = 0; i < messages; i++) {
            taken += filter.matches(new byte[0], 0, 0, PEER) ? 1 : 0;
        }
        return taken;
    }

    private static boolean matches(String callId, String message) {
        byte[] data = ("junk" + message + "junk").getBytes(StandardCharsets.US_ASCII);
        return TraceFilter.of(callId).matches(data, 4, message.length(), PEER);
    }
}
