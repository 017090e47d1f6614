package io.tandem.relay;

import io.tandem.codec.AudioCodec;
import io.tandem.relay.transcode.Talker;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A phone with SRTP and a plain one of another codec: the relay decrypts, translates and encrypts, in this order. */
class SecureTranscodingTest {
    private static final int FRAMES = 40;
    private static final double OF_A = 700;
    private static final double OF_B = 1900;

    private RelayNode relay;
    private NgClient ng;

    @BeforeEach
    void start() throws Exception {
        relay = TestRelay.on(23_300);
        ng = new NgClient(relay.controlAddress(), Encoding.JSON);
    }

    @AfterEach
    void stop() {
        ng.close();
        relay.close();
    }

    private SessionDescription command(String name, String sdp, String flags) {
        Value.Dictionary reply = ng.command(NgClient.named(name).put("call-id", "call").put("from-tag", "a").put("to-tag", "b").put("sdp", sdp)
                .put("rtpp-flags", flags));
        return SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply)));
    }

    /** @param rtpmap the codec that is offered instead of PCMA */
    private static String speaking(String sdp, int payloadType, String rtpmap) {
        return sdp.replace(" 8\r\na=rtpmap:8 PCMA/8000", " " + payloadType + "\r\na=rtpmap:" + payloadType + " " + rtpmap);
    }

    @ParameterizedTest
    @CsvSource({"96, opus/48000/2", "0, PCMU/8000"})
    void aSecureCallerAndAPlainPhoneOfAnotherCodecHearEachOther(int payloadType, String rtpmap) throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            SessionDescription toB = command("offer", speaking(a.offersSdes(), payloadType, rtpmap), "transport-protocol=RTP/AVP codec=[transcode-PCMA]");
            assertThat(toB.media().getFirst().protocol()).isEqualTo("RTP/AVP");
            assertThat(toB.media().getFirst().formats()).contains("8");
            b.gotPlain(toB);
            a.gotSdes(command("answer", b.plain("RTP/AVP"), ""));
            talk(a, new Talker(payloadType == 0 ? AudioCodec.PCMU : AudioCodec.OPUS, payloadType, 20), b, new Talker(AudioCodec.PCMA, 8, 20));
        }
    }

    @Test
    void aPlainCallerAndASecurePhoneOfAnotherCodecHearEachOther() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            SessionDescription toB = command("offer", speaking(a.plain("RTP/AVP"), 0, "PCMU/8000"),
                    "transport-protocol=RTP/SAVP codec=[transcode-PCMA]");
            a.gotPlain(command("answer", b.answersSdes(toB, "AES_CM_128_HMAC_SHA1_80"), ""));
            talk(a, new Talker(AudioCodec.PCMU, 0, 20), b, new Talker(AudioCodec.PCMA, 8, 20));
        }
    }

    private static void talk(SecureParty a, Talker atA, SecureParty b, Talker atB) throws Exception {
        for (int i = 0; i < FRAMES; i++) {
            a.sends(atA.tone(OF_A));
            b.sends(atB.tone(OF_B));
            Thread.sleep(2); // a loopback socket holds no whole second at once
        }
        a.hears(200).forEach(packet -> atA.hears(packet, packet.length));
        b.hears(200).forEach(packet -> atB.hears(packet, packet.length));
        assertThat(atA.share(OF_B, 400)).as("what A hears of B").isGreaterThan(0.9);
        assertThat(atB.share(OF_A, 400)).as("what B hears of A").isGreaterThan(0.9);
    }
}
