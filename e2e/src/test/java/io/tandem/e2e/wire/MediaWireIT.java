package io.tandem.e2e.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of session descriptions and transports on their way. */
class MediaWireIT extends WireTest {
    private static final String AUDIO_AND_VIDEO = """
        v=0
        o=sipp 1 1 IN IP4 [local_ip]
        s=-
        c=IN IP4 [local_ip]
        t=0 0
        m=audio [media_port] RTP/AVP 9 8 0 101 100
        a=rtpmap:9 G722/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=rtpmap:100 telephone-event/16000
        a=fmtp:100 0-15
        a=ptime:20
        m=video [media_port+2] RTP/AVP 97
        a=rtpmap:97 H264/90000
        """;
    private Party alice;
    private Party bob;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
    }

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.ISO_8859_1);
    }

    @Test void theCalleesWhitelistCutsTheOfferAndDisablesVideo() throws Exception {
        platform.preferences(bob, Map.of("codecs_filter", "1", "codecs_list", "PCMA,telephone-event"));
        try (Callee phone = platform.registered(bob)) {
            platform.call(alice, bob.uri()).offering(AUDIO_AND_VIDEO).answered();
            String offer = body(phone.end().request("INVITE"));
            assertThat(offer).containsPattern("m=audio \\d+ RTP/AVP 8 101\r\n").contains("m=video 0 ", "a=ptime:20", "a=fmtp:101 0-15")
                .doesNotContain("G722", "telephone-event/16000", "a=fmtp:100");
        }
    }

    @Test void aTcpCallerReachesAUdpCallee() throws Exception {
        try (Callee phone = platform.registered(bob)) {
            platform.call(alice, bob.uri()).overTcp().answered();
            assertThat(phone.end().request("INVITE").requestUri()).isEqualTo(bob.contact());
        }
    }
}
