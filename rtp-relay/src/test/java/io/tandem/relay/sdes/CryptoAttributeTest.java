package io.tandem.relay.sdes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.srtp.SessionParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CryptoAttributeTest {
    private static final String KEY = "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"; // RFC 4568 §4

    @Test
    void aLineIsReadAndWrittenAsItWas() {
        String line = "1 AES_CM_128_HMAC_SHA1_80 " + KEY + "|2^31|513:2";
        CryptoAttribute read = CryptoAttribute.parse(line).orElseThrow();
        assertThat(read.tag()).isEqualTo(1);
        assertThat(read.suite()).isEqualTo(CryptoSuite.AES_CM_128_HMAC_SHA1_80);
        assertThat(read.keys().getFirst().mki()).containsExactly(2, 1);
        assertThat(read.write(false, true)).isEqualTo(line);
        assertThat(read.toString()).doesNotContain("WVNf");
    }

    @Test
    void severalKeysAndSessionParametersAreRead() {
        CryptoAttribute read = CryptoAttribute.parse("2 AES_CM_128_HMAC_SHA1_32 " + KEY + "|1:4;" + KEY + "|2^20|2:4 WSH=128 UNENCRYPTED_SRTCP -X")
                .orElseThrow();
        assertThat(read.keys()).hasSize(2);
        assertThat(read.parameters()).isEqualTo(new SessionParameters(false, true, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1 AES_CM_128_HMAC_SHA1_80", "0 AES_CM_128_HMAC_SHA1_80 " + KEY, "1 AES_CM_128 " + KEY,
        "1 AEAD_AES_128_GCM " + KEY, "1 AES_CM_128_HMAC_SHA1_80 inline:WVNf", "1 AES_CM_128_HMAC_SHA1_80 " + KEY + "|x",
        "1 AES_CM_128_HMAC_SHA1_80 " + KEY + ";" + KEY, "1 AES_CM_128_HMAC_SHA1_80 " + KEY + " KDR=24",
        "1 AES_CM_128_HMAC_SHA1_80 " + KEY + "|1:4;" + KEY + "|2:2", "1 AES_CM_128_HMAC_SHA1_80 " + KEY + "|999:1",
        "1 AES_CM_128_HMAC_SHA1_80 " + KEY + " FEC_ORDER=SRTP_FEC", "1 AES_CM_128_HMAC_SHA1_80 inline:***"})
    void aLineThatMustNotBeUsedIsPassedOver(String line) {
        assertThat(CryptoAttribute.parse(line)).isEmpty();
    }

    @Test
    void anOfferBeginsWithWhatTheOtherPartyKnows() {
        CryptoAttribute other = CryptoAttribute.parse("7 AES_CM_128_HMAC_SHA1_32 " + KEY).orElseThrow();
        List<CryptoAttribute> offer = SdesPolicy.DEFAULT.offer(List.of(other));
        assertThat(offer.getFirst().suite()).isEqualTo(other.suite());
        assertThat(offer).extracting(CryptoAttribute::suite).containsExactlyInAnyOrderElementsOf(SdesPolicy.DEFAULT_SUITES);
        assertThat(offer).extracting(CryptoAttribute::tag).startsWith(1, 2, 3);
        SdesPolicy noNew = new SdesPolicy(false, false, SdesPolicy.DEFAULT_SUITES, false, false, SessionParameters.NONE);
        assertThat(noNew.offer(List.of(other))).hasSize(1);
    }

    @Test
    void aNullSuiteIsTakenOnlyIfAskedForByName() {
        CryptoAttribute plain = CryptoAttribute.parse("1 NULL_HMAC_SHA1_80 " + KEY).orElseThrow();
        assertThat(SdesPolicy.DEFAULT.choose(List.of(plain), Optional.empty())).isEmpty();
        SdesPolicy asked = new SdesPolicy(false, true, List.of(CryptoSuite.NULL_HMAC_SHA1_80), false, false, SessionParameters.NONE);
        CryptoAttribute answer = SdesPolicy.answerTo(asked.choose(List.of(plain), Optional.empty()).orElseThrow());
        assertThat(answer.tag()).isEqualTo(1);
        assertThat(answer.keys()).isNotEqualTo(plain.keys());
    }

    @FuzzTest(maxDuration = "10s")
    void whateverALineSaysItIsReadOrPassedOver(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        CryptoAttribute.parse(text).ifPresent(line -> assertThat(CryptoAttribute.parse(line.write(true, true))).contains(line));
    }
}
