package io.tandem.lb.sanity;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class CredentialsSyntaxTest {

    private static final String FIVE = "username=\"a\", realm=\"b, c=d\", nonce=\"\", uri=\"sip:x\", response=\"0\"";

    private static boolean isSound(String value) {
        byte[] bytes = ("x" + value + "\", y").getBytes(US_ASCII);
        return CredentialsSyntax.isSound(bytes, 1, bytes.length - 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Digest " + FIVE, "digest  " + FIVE + ", nc=00000001 , qop=auth", "Digest " + FIVE + ",cnonce=\"a\\\"b\"",
        "Digest algorithm=MD5, " + FIVE, "Basic QWxhZGRpbg==", "Bearer abc.def"})
    void accepts(String value) {
        assertThat(isSound(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "Digest", "Digest ", "Digest username=\"a\"", "Digest " + FIVE + ", opaque=\"never closed",
        "Digest " + FIVE + ", x", "Digest username=\"a\" realm=\"b\", nonce=\"\", uri=\"\", response=\"\"", "Digest =" + FIVE})
    void refuses(String value) {
        assertThat(isSound(value)).isFalse();
    }
}
