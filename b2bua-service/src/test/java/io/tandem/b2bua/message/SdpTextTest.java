package io.tandem.b2bua.message;

import java.nio.charset.StandardCharsets;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SdpTextTest {
    @Test void silenceIsOneInactiveStream() {
        String sdp = new String(SdpText.silence("127.0.0.1", 7), StandardCharsets.US_ASCII);
        assertThat(sdp).startsWith("v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8 0 9 101\r\n")
            .endsWith("a=inactive\r\n");
        assertThat(new String(SdpText.silence("::1", 7), StandardCharsets.US_ASCII)).contains("c=IN IP6 ::1\r\n");
    }

    @Test void aRefusalHasEveryStreamAtPortZero() {
        SipMessage offer = SipMessage.request("INVITE", "sip:a@b").build().body("application/sdp",
            "v=0\r\no=x 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\nm=video 4002/2 RTP/AVP 99\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(SdpText.refusal(offer), StandardCharsets.US_ASCII))
            .isEqualTo("v=0\r\no=x 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\nm=video 0 RTP/AVP 99\r\n");
    }
}
