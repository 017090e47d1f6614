package io.tandem.appserver.session;

import java.net.InetSocketAddress;

import io.tandem.codec.G711;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SdpNegotiationTest {
    private final SdpNegotiation negotiation = new SdpNegotiation(new InetSocketAddress("127.0.0.1", 10000), 42, Direction.SENDRECV);

    private static SessionDescription offer(String... lines) {
        return SessionDescription.parse("v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n" + String.join("\r\n", lines) + "\r\n");
    }

    @Test
    void firstUsableAudioIsTakenAndEverythingElseRefused() {
        var answered = negotiation.answer(offer("m=video 4000 RTP/AVP 96", "a=rtpmap:96 H264/90000", "m=audio 4002 RTP/AVP 96 0 8 97",
                "a=rtpmap:96 opus/48000/2", "a=rtpmap:97 telephone-event/8000", "m=audio 4004 RTP/AVP 8")).orElseThrow();
        assertThat(answered.answer().media().stream().map(MediaDescription::port)).containsExactly(0, 10000, 0);
        assertThat(answered.answer().media().get(1).formats()).containsExactly("0", "97");
        assertThat(answered.media().law()).isEqualTo(G711.PCMU);
        assertThat(answered.media().remote()).isEqualTo(new InetSocketAddress("10.0.0.1", 4002));
        assertThat(answered.media().telephoneEvent()).hasValue(97);
        assertThat(answered.media().direction()).isEqualTo(Direction.SENDRECV);
        assertThat(SessionDescription.parse(answered.answer().toBytes())).isEqualTo(answered.answer());
    }

    @Test
    void wideBandEventsEncryptedMediaAndNamesAreNotForUs() {
        var wide = negotiation.answer(offer("m=audio 4000 RTP/AVP 8 100", "a=rtpmap:100 telephone-event/48000")).orElseThrow();
        assertThat(wide.media().telephoneEvent()).isEmpty();
        assertThat(negotiation.answer(offer("m=audio 4000 RTP/SAVP 8"))).isEmpty();
        assertThat(negotiation.answer(offer("m=audio 0 RTP/AVP 8"))).isEmpty();
        assertThat(negotiation.answer(offer("m=audio 4000 RTP/AVP 8", "c=IN IP4 phone.example.org"))).isEmpty();
        assertThat(negotiation.answer(offer())).isEmpty();
    }

    @Test
    void oldStyleHoldIsHold() {
        var answered = negotiation.answer(offer("m=audio 4000 RTP/AVP 8", "c=IN IP4 0.0.0.0")).orElseThrow();
        assertThat(answered.media().direction()).isEqualTo(Direction.RECVONLY);
    }

    @Test
    void eachDescriptionOfOursHasAVersionOfItsOwn() {
        String first = negotiation.offer().origin().sessionVersion();
        assertThat(negotiation.offer().origin().sessionVersion()).isNotEqualTo(first);
        assertThat(negotiation.offer().origin().sessionId()).isEqualTo("42");
    }
}
