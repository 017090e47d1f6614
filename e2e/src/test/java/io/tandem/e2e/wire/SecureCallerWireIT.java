package io.tandem.e2e.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Callers with WebRTC's profile or with SDES reach the applications, which speak plain RTP: the relay stands between. */
class SecureCallerWireIT extends WireTest {
    private static final String BROWSER = """
        v=0
        o=- 1 1 IN IP4 [local_ip]
        s=-
        t=0 0
        a=group:BUNDLE 0
        m=audio [media_port] UDP/TLS/RTP/SAVPF 111 8 101
        c=IN IP4 [local_ip]
        a=mid:0
        a=rtpmap:111 opus/48000/2
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=rtcp-fb:111 transport-cc
        a=rtcp-mux
        a=setup:actpass
        a=fingerprint:sha-256 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF
        a=ice-ufrag:8hhY
        a=ice-pwd:asd88fgpdd777uzjYhagZg
        a=candidate:1 1 UDP 2130706431 [local_ip] 50000 typ host
        a=sendrecv
        """;
    private static final String SDES = """
        v=0
        o=- 1 1 IN IP4 [local_ip]
        s=-
        c=IN IP4 [local_ip]
        t=0 0
        m=audio [media_port] RTP/SAVP 8 101
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd
        a=sendrecv
        """;
    private Party alice;
    private Party bob;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
    }

    private static void assertAsBrowsersWant(SipMessage answer) {
        assertThat(sdp(answer)).containsPattern("m=audio [1-9]\\d* UDP/TLS/RTP/SAVPF 8 ").contains("a=setup:passive", "a=fingerprint:sha-256 ", "a=rtcp-mux",
            "a=ice-ufrag:", "a=candidate:").doesNotContain("a=crypto");
    }

    private static void assertWithKey(SipMessage answer) {
        assertThat(sdp(answer)).containsPattern("m=audio [1-9]\\d* RTP/SAVP 8 ").contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:")
            .doesNotContain("a=fingerprint", "a=candidate", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd");
    }

    private static String sdp(SipMessage message) {
        return new String(message.body(), StandardCharsets.ISO_8859_1);
    }

    private SipMessage answered(String offer) throws Exception {
        return platform.call(alice, bob.uri()).offering(offer).answered().response(200);
    }

    @Test void theVoiceBox() throws Exception {
        platform.forwards(bob, "cfu", "voicebox", Map.of());
        assertAsBrowsersWant(answered(BROWSER));
        assertWithKey(answered(SDES));
    }

    @Test void aConference() throws Exception {
        platform.forwards(bob, "cfu", "conference", Map.of());
        assertAsBrowsersWant(answered(BROWSER));
        assertWithKey(answered(SDES));
    }

    @Test void anAnnouncement() throws Exception {
        String sounds = platform.sounds(400, List.of("block_in"));
        platform.preferences(alice, Map.of("sound_set", sounds));
        platform.preferences(bob, Map.of("block_in_list", List.of(alice.number())));
        assertAsBrowsersWant(platform.call(alice, bob.uri()).offering(BROWSER).refused(403).response(183));
        assertWithKey(platform.call(alice, bob.uri()).offering(SDES).refused(403).response(183));
    }

    @Test void aPhoneAfterAnAnnouncementIsOfferedWhatTheCallerOffers() throws Exception {
        String sounds = platform.sounds(400, List.of("announce_before_call_setup"));
        platform.preferences(bob, Map.of("sound_set", sounds, "play_announce_before_call_setup", true));
        platform.register(bob);
        try (Callee phone = platform.refusing(bob, 486, "Busy Here")) {
            assertWithKey(platform.call(alice, bob.uri()).offering(SDES).refused(486).response(183));
            assertThat(sdp(phone.end().request("INVITE"))).containsPattern("m=audio [1-9]\\d* RTP/SAVP 8 ").contains("a=crypto:");
        }
    }
}
