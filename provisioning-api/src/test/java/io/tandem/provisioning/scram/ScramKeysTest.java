package io.tandem.provisioning.scram;

import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ScramKeysTest {
    /** RFC 5802 §5: the server's signature of the example's exchange. */
    @Test void theServerKeySignsTheExampleOfRfc5802() throws Exception {
        ScramKeys keys = ScramKeys.of(ScramKeys.Hash.SHA1, "pencil", Base64.getDecoder().decode("QSXCR+Q6sek8bf92"), 4096);
        assertThat(signature("HmacSHA1", keys.server(), "n=user,r=fyko+d2lbbFgONRv9qkxdawL,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,"
            + "i=4096,c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j")).isEqualTo("rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    }

    /** RFC 7677 §3. */
    @Test void theServerKeySignsTheExampleOfRfc7677() throws Exception {
        ScramKeys keys = ScramKeys.of(ScramKeys.Hash.SHA256, "pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        assertThat(signature("HmacSHA256", keys.server(), "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")).isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    private static String signature(String algorithm, byte[] key, String message) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return Base64.getEncoder().encodeToString(mac.doFinal(message.getBytes(UTF_8)));
    }

    /** RFC 4013 §3. */
    @Test void passwordsArePreparedBySaslprep() {
        assertThat(PreparedPassword.of("I\u00ADX")).contains("IX");
        assertThat(PreparedPassword.of("USER")).contains("USER");
        assertThat(PreparedPassword.of("\u00AA")).contains("a");
        assertThat(PreparedPassword.of("\u2168")).contains("IX");
        assertThat(PreparedPassword.of("\u0007")).isEmpty();
        assertThat(PreparedPassword.of("a\u00A0b")).contains("a b");
    }
}
