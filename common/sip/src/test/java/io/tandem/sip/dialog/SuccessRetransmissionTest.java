package io.tandem.sip.dialog;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ManualScheduler;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionTimers;
import io.tandem.sip.transport.Flow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SuccessRetransmissionTest {
    private static final SipMessage INVITE = SipMessage.parse(("INVITE sip:b@b.example SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n"
            + "From: <sip:a@a>;tag=1\r\nTo: <sip:b@b>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8));

    private final ManualScheduler time = new ManualScheduler();
    private final List<Double> sentAt = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private SuccessRetransmission start() {
        ServerTransaction tx = new RecordingTransaction();
        return SuccessRetransmission.start(time, TransactionTimers.rfc3261(), tx, SipMessage.response(INVITE, 200, "OK"), () -> told.add("no ACK"));
    }

    @Test
    void isRepeatedWithDoublingIntervalsUpToT2UntilTheDeadline() {
        start();
        time.passes(Duration.ofSeconds(60));
        assertThat(sentAt).containsExactly(0.0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5);
        assertThat(told).containsExactly("no ACK");
        assertThat(time.waiting()).isZero();
    }

    @Test
    void endsWithTheAck() {
        SuccessRetransmission retransmission = start();
        time.passes(Duration.ofSeconds(1));
        retransmission.stop();
        time.passes(Duration.ofSeconds(60));
        assertThat(sentAt).containsExactly(0.0, 0.5);
        assertThat(told).isEmpty();
    }

    private final class RecordingTransaction implements ServerTransaction {
        @Override
        public SipMessage request() {
            return INVITE;
        }

        @Override
        public Flow source() {
            throw new UnsupportedOperationException("not needed");
        }

        @Override
        public void respond(SipMessage response) {
            sentAt.add(time.nanoTime() / 1e9);
        }

        @Override
        public boolean isCompleted() {
            return !sentAt.isEmpty();
        }

        @Override
        public void onTimeout(Runnable task) {
            throw new UnsupportedOperationException("not needed");
        }
    }
}
