package io.tandem.lb.screen;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.Literals;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OverloadGuardTest {

    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060);

    private final AtomicLong nanos = new AtomicLong(17);
    private final OverloadGuard guard = new OverloadGuard(new OverloadProperties(10, Duration.ofSeconds(4)), nanos::get);

    private Verdict check(String method, boolean inDialog) {
        Passage passage = new Passage(SipMessage.request(method, "sip:x").header("Call-ID", "c").build(), Flow.udp(ADDRESS, ADDRESS),
                new LbSocket(0, "udp", Protocol.UDP, ADDRESS), new Literals().peer(ADDRESS));
        passage.inDialog(inDialog);
        return guard.check(passage);
    }

    @Test
    void beyondTheRateNewRequestsGet503WithRetryAfter() {
        for (int i = 0; i < 10; i++) {
            assertThat(check("INVITE", false)).isEqualTo(Verdict.NEXT);
        }
        assertThat(check("REGISTER", false)).isInstanceOfSatisfying(Verdict.Answer.class, answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers().getFirst().name()).isEqualTo("Retry-After");
            assertThat(Integer.parseInt(answer.headers().getFirst().value())).isBetween(4, 6);
        });
        nanos.addAndGet(Duration.ofMillis(200).toNanos());
        assertThat(check("REGISTER", false)).isEqualTo(Verdict.NEXT);
        assertThat(check("REGISTER", false)).isEqualTo(Verdict.NEXT);
        assertThat(check("REGISTER", false)).isInstanceOf(Verdict.Answer.class);
    }

    @Test
    void whatBelongsToACallIsNeverRefused() {
        for (int i = 0; i < 100; i++) {
            assertThat(check("BYE", true)).isEqualTo(Verdict.NEXT);
            assertThat(check("CANCEL", false)).isEqualTo(Verdict.NEXT);
            assertThat(check("ACK", false)).isEqualTo(Verdict.NEXT);
        }
        assertThat(check("INVITE", false)).isEqualTo(Verdict.NEXT);
    }
}
