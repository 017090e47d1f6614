package io.tandem.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.tandem.sip.message.SipMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading and forwarding one INVITE costs; compare with the table in design/sip-stack.md (JAIN-SIP: 14-21 µs a parse). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SipMessageBenchmark {
    private final byte[] invite = """
        INVITE sip:bob@example.org SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK776asdhds;rport
        Max-Forwards: 70
        From: "Alice" <sip:alice@example.org>;tag=1928301774
        To: <sip:bob@example.org>
        Call-ID: a84b4c76e66710@192.0.2.4
        CSeq: 314159 INVITE
        Contact: <sip:alice@192.0.2.4:5060>
        Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE
        Supported: replaces, 100rel
        User-Agent: Phone 1.0
        Content-Type: application/sdp
        Content-Length: 148

        v=0
        o=alice 1 1 IN IP4 192.0.2.4
        s=-
        c=IN IP4 192.0.2.4
        t=0 0
        m=audio 40000 RTP/AVP 8 101
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    private final byte[] out = new byte[65_536];

    @Benchmark public SipMessage scan() {
        return SipMessage.parse(invite, 0, invite.length);
    }

    @Benchmark public int readSixFields() {
        SipMessage message = SipMessage.parse(invite, 0, invite.length);
        return message.callId().hashCode() + message.method().hashCode() + (int) message.cSeq() + message.maxForwards()
            + message.topVia().hashCode() + message.requestUri().hashCode();
    }

    @Benchmark public int forward() {
        SipMessage message = SipMessage.parse(invite, 0, invite.length);
        message.addFirst("Via", "SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKabc");
        message.addFirst("Record-Route", "<sip:127.0.0.1;lr>");
        message.set("Max-Forwards", "69");
        return message.writeTo(out, 0);
    }
}
