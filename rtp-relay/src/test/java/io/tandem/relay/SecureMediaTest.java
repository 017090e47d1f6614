package io.tandem.relay;

import java.net.InetAddress;

import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A plain phone and one with SRTP, ICE or both, with the relay between them; A made the offer. */
class SecureMediaTest {
    private RelayNode relay;
    private NgClient ng;

    @BeforeEach
    void start() throws Exception {
        relay = TestRelay.at(InetAddress.ofLiteral("127.0.0.1"), 22_400);
        ng = new NgClient(relay.controlAddress(), Encoding.BENCODE);
    }

    @AfterEach
    void stop() {
        ng.close();
        relay.close();
    }

    private SessionDescription offer(String sdp, String flags) {
        return command("offer", sdp, flags);
    }

    private SessionDescription answer(String sdp, String flags) {
        return command("answer", sdp, flags);
    }

    private SessionDescription command(String name, String sdp, String flags) {
        Value.Dictionary reply = ng.command(NgClient.named(name).put("call-id", "call").put("from-tag", "a").put("to-tag", "b").put("sdp", sdp)
                .put("rtpp-flags", flags));
        return SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AEAD_AES_256_GCM", "AES_256_CM_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"})
    void aPlainCallerTalksToASecurePhone(String suite) throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            SessionDescription toB = offer(a.plain("RTP/AVP"), "transport-protocol=RTP/SAVP SDES-only-" + suite);
            assertThat(toB.media().getFirst().protocol()).isEqualTo("RTP/SAVP");
            SessionDescription toA = answer(b.answersSdes(toB, suite), "");
            assertThat(toA.media().getFirst().protocol()).isEqualTo("RTP/AVP");
            assertThat(toA.toString()).doesNotContain("a=crypto");
            a.gotPlain(toA);
            SecureParty.exchange(a, b);
        }
    }

    @Test
    void aSecureCallerTalksToAPlainPhoneAndMayOfferAgain() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            String offer = a.offersSdes();
            SessionDescription toB = offer(offer, "transport-protocol=RTP/AVP");
            assertThat(toB.media().getFirst().protocol()).isEqualTo("RTP/AVP");
            assertThat(toB.toString()).doesNotContain("a=crypto");
            b.gotPlain(toB);
            SessionDescription toA = answer(b.plain("RTP/AVP"), "");
            a.gotSdes(toA);
            SecureParty.exchange(a, b);
            offer(offer, "");                                          // the same keys: the roll-over counter goes on
            SessionDescription again = answer(b.plain("RTP/AVP"), "");
            assertThat(again.media().getFirst().attribute("crypto")).isEqualTo(toA.media().getFirst().attribute("crypto"));
            SecureParty.exchange(a, b);
        }
    }

    @Test
    void twoSecurePhonesHaveTheirKeysEndToEndUnlessTheRelayIsToRecrypt() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            String offer = a.offersSdes();
            SessionDescription endToEnd = offer(offer, "");
            assertThat(endToEnd.media().getFirst().attribute("crypto")).isEqualTo(SessionDescription.parse(offer).media().getFirst().attribute("crypto"));
            SessionDescription own = offer(offer, "recrypt");
            assertThat(own.media().getFirst().attributes("crypto")).hasSizeGreaterThan(4).noneMatch(offer::contains);
            SessionDescription toA = answer(b.answersSdes(own, "AEAD_AES_128_GCM"), "");
            a.gotSdes(toA);
            SecureParty.exchange(a, b);
        }
    }

    @Test
    void forgedAndPlainPacketsOfASecurePartyGoNowhere() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            SessionDescription toB = offer(a.plain("RTP/AVP"), "transport-protocol=RTP/SAVP");
            a.gotPlain(answer(b.answersSdes(toB, "AES_CM_128_HMAC_SHA1_80"), ""));
            SecureParty.exchange(a, b);
            b.sendsPlain(77);
            b.sendsDamaged(78);
            b.sends(79);
            a.expects(79);
        }
    }

    @Test
    void anAnswerWithoutUsableKeyIsRefused() throws Exception {
        try (SecureParty a = new SecureParty()) {
            offer(a.plain("RTP/AVP"), "transport-protocol=RTP/SAVP");
            Value.Dictionary reply = ng.answer("call", "a", "b", a.plain("RTP/SAVP"));
            assertThat(reply.text("result")).contains("error");
            assertThat(reply.text("error-reason").orElseThrow()).startsWith("Media line 1: no usable a=crypto");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "passive"})
    void aPlainCallerTalksToADtlsPhone(String role) throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            SessionDescription toB = offer(a.plain("RTP/AVP"), "transport-protocol=UDP/TLS/RTP/SAVPF rtcp-mux-offer");
            assertThat(toB.media().getFirst().attribute("setup")).contains("actpass");
            a.gotPlain(answer(b.answersDtls(toB, role, ""), ""));
            b.handshakes();
            SecureParty.exchange(a, b);
        }
    }

    @Test
    void aDtlsCallerWithIceTalksToAPlainPhone() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            SessionDescription toB = offer(a.offersDtls("actpass", true), "transport-protocol=RTP/AVP ICE=remove rtcp-mux-demux");
            assertThat(toB.toString()).doesNotContain("a=candidate", "a=ice-", "a=fingerprint", "a=setup", "rtcp-fb");
            b.gotPlain(toB);
            SessionDescription toA = answer(b.plain("RTP/AVP"), "ICE=force");
            assertThat(toA.media().getFirst().protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
            assertThat(toA.media().getFirst().attribute("setup")).contains("passive");
            assertThat(toA.media().getFirst().attributes("candidate")).hasSize(1);
            a.gotDtls(toA);
            a.checksConnectivity();
            a.handshakes();
            SecureParty.exchange(a, b);
        }
    }

    @Test
    void aPhoneWithIceIsReachedAndAStrangerIsNotHeard() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty(); SecureParty stranger = new SecureParty()) {
            SessionDescription toB = offer(a.plain("RTP/AVP"), "ICE=force");
            assertThat(toB.media().getFirst().attributes("candidate")).hasSize(2);
            a.gotPlain(answer(b.answersIce(toB), ""));
            b.checksConnectivity();
            SecureParty.exchange(a, b);
            stranger.gotPlain(toB);
            stranger.sends(66);
            b.sends(67);
            a.expects(67);
        }
    }
}
