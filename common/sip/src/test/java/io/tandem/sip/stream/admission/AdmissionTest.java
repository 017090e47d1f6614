package io.tandem.sip.stream.admission;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.admission.Admission.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AdmissionTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static PeerAddress peer(String ip) {
        return PeerAddress.of(new InetSocketAddress(ip, 5060));
    }

    @Test
    void theWholeIsLimitedAndAReleasedPlaceIsFree() {
        Admission admission = new Admission(2, 10, 1000, 7);
        assertThat(admission.admit(peer("192.0.2.1"), 0)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(peer("192.0.2.2"), 0)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(peer("192.0.2.3"), 0)).isEqualTo(Verdict.TOO_MANY);
        admission.release(peer("192.0.2.1"));
        assertThat(admission.admit(peer("192.0.2.3"), 0)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void anIpv6NetworkOf64BitsCountsAsOneAddress() {
        Admission admission = new Admission(10, 1, 1000, 7);
        assertThat(admission.admit(peer("2001:db8:0:1::1"), 0)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(peer("2001:db8:0:1:ffff::2"), 0)).isEqualTo(Verdict.TOO_MANY_OF_ADDRESS);
        assertThat(admission.admit(peer("2001:db8:0:2::1"), 0)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(peer("192.0.2.1"), 0)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void ourOwnAreCountedAndNeverRefused() {
        Admission admission = new Admission(1, 1, 1000, 7);
        admission.count(peer("192.0.2.1"));
        admission.count(peer("192.0.2.1"));
        assertThat(admission.admit(peer("192.0.2.2"), 0)).isEqualTo(Verdict.TOO_MANY);
        admission.release(peer("192.0.2.1"));
        admission.release(peer("192.0.2.1"));
        assertThat(admission.admit(peer("192.0.2.2"), 0)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void anAddressMayConnectTenSecondsWorthAtOnceAndThenAtItsRate() {
        Admission admission = new Admission(1000, 1000, 2, 7);
        long now = -5 * SECOND; // the clock may be negative
        for (int i = 0; i < 20; i++) {
            assertThat(admission.admit(peer("192.0.2.1"), now)).isEqualTo(Verdict.ADMITTED);
        }
        assertThat(admission.admit(peer("192.0.2.1"), now)).isEqualTo(Verdict.TOO_FAST);
        assertThat(admission.admit(peer("192.0.2.2"), now)).isEqualTo(Verdict.ADMITTED);
        for (int i = 1; i <= 10; i++) {
            assertThat(admission.admit(peer("192.0.2.1"), now + i * SECOND / 2)).isEqualTo(Verdict.ADMITTED);
            assertThat(admission.admit(peer("192.0.2.1"), now + i * SECOND / 2)).isEqualTo(Verdict.TOO_FAST);
        }
    }
}
