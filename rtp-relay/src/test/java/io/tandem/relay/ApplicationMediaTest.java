package io.tandem.relay;

import java.util.List;

import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The options with which the proxy gives an application (B) plain RTP, whatever the caller (A) speaks; a phone (C) may be called after it. */
class ApplicationMediaTest {
    private RelayNode relay;
    private NgClient ng;

    @BeforeEach
    void start() throws Exception {
        relay = TestRelay.on(23_500);
        ng = new NgClient(relay.controlAddress(), Encoding.BENCODE);
    }

    @AfterEach
    void stop() {
        ng.close();
        relay.close();
    }

    private SessionDescription describe(Value.Builder command) {
        Value.Dictionary reply = ng.command(command.put("call-id", "call").put("from-tag", "a").put("replace", list("origin")));
        return SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply)));
    }

    private static Value list(String entry) {
        return new Value.Items(List.of(new Value.Text(entry)));
    }

    private SessionDescription offerToApplication(String sdp) {
        return describe(NgClient.named("offer").put("sdp", sdp).put("ICE", "remove").put("transport-protocol", "RTP/AVP").put("rtcp-mux", list("demux"))
                .put("SDES", list("off")).put("DTLS", "off"));
    }

    private SessionDescription answerOfApplication(String sdp) {
        return describe(NgClient.named("answer").put("to-tag", "b").put("sdp", sdp).put("ICE", "default"));
    }

    private static void assertPlain(SessionDescription offer) {
        assertThat(offer.media().getFirst().protocol()).isEqualTo("RTP/AVP");
        assertThat(offer.toString()).doesNotContain("a=crypto", "a=fingerprint", "a=setup", "a=candidate", "a=ice-", "a=rtcp-mux", "rtcp-fb");
    }

    @Test
    void aBrowserTalksToAnApplicationAndThenToABrowser() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty(); SecureParty c = new SecureParty()) {
            String offer = a.offersDtls("actpass", true);
            SessionDescription toB = offerToApplication(offer);
            assertPlain(toB);
            b.gotPlain(toB);
            SessionDescription toA = answerOfApplication(b.plain("RTP/AVP"));
            assertThat(toA.media().getFirst().protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
            assertThat(toA.toString()).contains("a=fingerprint:", "a=setup:passive", "a=rtcp-mux", "a=candidate:", "a=ice-ufrag:");
            a.gotDtls(toA);
            a.checksConnectivity();
            a.handshakes();
            SecureParty.exchange(a, b);
            SessionDescription toC = describe(NgClient.named("offer").put("sdp", offer).put("ICE", "remove").put("transport-protocol", "accept"));
            assertThat(toC.media().getFirst().protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
            assertThat(toC.toString()).contains("a=fingerprint:", "a=rtcp-mux");
            describe(NgClient.named("answer").put("to-tag", "c").put("sdp", c.answersDtls(toC, "active", "")).put("ICE", "default"));
            c.handshakes();
            SecureParty.exchange(a, c);
        }
    }

    @Test
    void anSdesPhoneTalksToAnApplication() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            SessionDescription toB = offerToApplication(a.offersSdes());
            assertPlain(toB);
            b.gotPlain(toB);
            SessionDescription toA = answerOfApplication(b.plain("RTP/AVP"));
            assertThat(toA.media().getFirst().protocol()).isEqualTo("RTP/SAVP");
            a.gotSdes(toA);
            SecureParty.exchange(a, b);
        }
    }

    @Test
    void aPlainPhoneWithoutIceGetsNone() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            b.gotPlain(offerToApplication(a.plain("RTP/AVP") + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd\r\n"));
            SessionDescription toA = answerOfApplication(b.plain("RTP/AVP"));
            assertPlain(toA);
            a.gotPlain(toA);
            SecureParty.exchange(a, b);
        }
    }
}
