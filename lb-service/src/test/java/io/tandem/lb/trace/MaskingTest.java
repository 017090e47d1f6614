package io.tandem.lb.trace;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MaskingTest {
    @Test void aMessageWithoutSecretsStaysAsItIs() {
        String message = "OPTIONS sip:a@example.org SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\nCall-ID: 1@x\n\n";
        assertThat(whole(message)).isEqualTo(message);
    }

    @Test void digestResponsesAreMaskedAndNoncesCutShort() {
        assertThat(whole("REGISTER sip:x SIP/2.0\nAuthorization: Digest username=\"a\", realm=\"x\", nonce=\"0123456789abcdef\", uri=\"sip:x\","
            + " response=\"11112222333344445555666677778888\", cnonce=\"abcdefghijkl\", nc=00000001\n\n"))
            .contains("nonce=\"01234567...\"").contains("response=\"***\"").contains("username=\"a\"").contains("nc=00000001")
            .doesNotContain("1111222").doesNotContain("89abcdef");
    }

    @Test void foldingAndOddWritingHideNothing() {
        assertThat(whole("REGISTER sip:x SIP/2.0\r\nproxy-authorization  :\r\n Digest RESPONSE =\r\n\tdeadbeef,\r\n rspauth=\"a\\\"deadbeef\"\r\n\r\n"))
            .contains("RESPONSE = \"***\"").doesNotContain("deadbeef");
    }

    @Test void aHostileValueIsMaskedInOnePass() {
        String quotes = "\\\"".repeat(8_000);
        assertThat(whole("REGISTER sip:x SIP/2.0\nAuthorization: Digest response=\"" + quotes + "deadbeef\", nc=1\n\n")).contains("response=\"***\", nc=1")
            .doesNotContain("deadbeef");
        assertThat(whole("INVITE " + "sip:".repeat(4_000) + " SIP/2.0\n\n")).hasSize(16_017);
    }

    @Test void credentialsOfOtherSchemesAreMaskedWhole() {
        assertThat(whole("REGISTER sip:x SIP/2.0\nAuthorization: Basic QWxhZGRpbjpvcGVu\nProxy-Authorization: Bearer eyJhbGciOi.x.y\n\n"))
            .contains("Authorization: Basic ***").contains("Bearer ***").doesNotContain("QWxh").doesNotContain("eyJ");
    }

    @Test void passwordsInUrisAreMasked() {
        assertThat(whole("INVITE sip:bob:secret@example.org SIP/2.0\nFrom: <sips:a:pw@x>;tag=1\nTo: <sip:b@x>\n\n"))
            .isEqualTo("INVITE sip:bob:***@example.org SIP/2.0\nFrom: <sips:a:***@x>;tag=1\nTo: <sip:b@x>\n\n");
        assertThat(Masking.startLine(bytes("INVITE sip:bob:secret@x SIP/2.0\r\nVia: x\r\n"))).isEqualTo("INVITE sip:bob:***@x SIP/2.0");
    }

    @Test void mediaKeysAreMasked() {
        assertThat(whole("INVITE sip:b@x SIP/2.0\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nk=clear:topsecret\r\nm=audio 1 RTP/SAVP 8\r\n"
            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEYKEYKEY|2^20\r\na=crypto:2 inline:KEYKEYKEY more\r\na=ice-ufrag:u\r\na=ice-pwd:KEYKEYKEY\r\n"
            + "A=FINGERPRINT:sha-256 AA:BB:CC\r\na=key-mgmt:mikey KEYKEYKEY\r\na=rtpmap:8 PCMA/8000\r\n"))
            .contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***\na=crypto:***\na=ice-ufrag:u\na=ice-pwd:***\n")
            .contains("sha-256 ***").contains("k=***").contains("a=rtpmap:8 PCMA/8000\n")
            .doesNotContain("KEYKEY").doesNotContain("AA:BB").doesNotContain("topsecret");
    }

    @Test void sdpAndMessagesWithinOtherBodiesAreMaskedToo() {
        assertThat(whole("INVITE sip:b@x SIP/2.0\nc: multipart/mixed;boundary=b\n\n--b\nContent-Type: application/sdp\n\na=ice-pwd:KEYKEY\n--b\n"
            + "Content-Type: message/sip\n\nAuthorization: Digest response=\"beef\"\n--b--\n")).contains("a=ice-pwd:***").contains("response=\"***\"")
            .doesNotContain("KEYKEY").doesNotContain("beef");
    }

    @Test void textsAndDialledDigitsAreNotShown() {
        assertThat(whole("MESSAGE sip:b@x SIP/2.0\nContent-Type: text/plain\n\nmeet me at noon")).endsWith("\n\n(15 characters of text/plain not shown)\n");
        assertThat(whole("INFO sip:b@x SIP/2.0\nContent-Type: application/dtmf-relay\n\nSignal=5\n")).doesNotContain("Signal");
        assertThat(whole("INFO sip:b@x SIP/2.0\n\nx")).contains("unknown type");
    }

    @Test void nothingReachesTheTerminalThatItWouldObey() {
        assertThat(whole("INVITE sip:b@x SIP/2.0\nSubject: \u001b[2J\u0007\u009b31m\u202Egpj\u0000\n\n"))
            .isEqualTo("INVITE sip:b@x SIP/2.0\nSubject: ?[2J??31m?gpj?\n\n");
    }

    private static String whole(String message) {
        return Masking.whole(bytes(message));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
