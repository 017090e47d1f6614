package io.tandem.lb.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.net.peer.PeerAddress;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever bytes come: an answer that is sound STUN, or none. */
class StunFuzzTest {

    private static final PeerAddress SOURCE = PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 5060));

    private final StunResponder responder = new StunResponder();
    private final byte[] out = new byte[StunResponder.MAX_ANSWER];

    @FuzzTest(maxDuration = "30s")
    void aDatagramIsAnsweredOrNot(byte[] data) {
        int length = responder.answer(data, 0, data.length, SOURCE, out);
        if (length > 0) {
            assertThat(length).isLessThanOrEqualTo(StunResponder.MAX_ANSWER).isEqualTo(StunMessage.HEADER + StunMessage.int16(out, 2));
            assertThat(StunMessage.int32(out, 4)).isEqualTo(StunMessage.COOKIE);
        }
        assertThat(KeepAlive.isNoise(data, 0, data.length) && length > 0).isFalse();
    }
}
