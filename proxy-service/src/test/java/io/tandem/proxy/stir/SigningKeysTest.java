package io.tandem.proxy.stir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.tandem.proxy.credential.Authority;
import io.tandem.proxy.credential.Revocation;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Keys of domains from files. */
class SigningKeysTest {
    @TempDir
    private Path folder;

    private StirProperties settings(String... domains) {
        return new StirProperties(true, Arrays.stream(domains).map(name -> new StirProperties.SigningDomain(name, folder.resolve("key.pem"))).toList(),
                Duration.ofSeconds(60), List.of(), Revocation.Mode.OFF, List.of(), false);
    }

    private void write(String pem) throws IOException {
        Files.writeString(folder.resolve("key.pem"), pem);
    }

    @Test void aKeyIsReadInBothFormsOfPem() throws Exception {
        KeyPair keys = Authority.keys("secp256r1");
        write("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + Authority.pem(keys)); // as openssl ecparam -genkey does
        assertThat(Files.readString(folder.resolve("key.pem"))).contains("BEGIN EC PRIVATE KEY");
        assertThat(SigningKeys.read(settings("Example.org")).of("example.ORG")).contains(keys.getPrivate());
        write(Authority.pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
        assertThat(Files.readString(folder.resolve("key.pem"))).contains("BEGIN PRIVATE KEY");
        assertThat(SigningKeys.read(settings("example.org")).of("example.org")).contains(keys.getPrivate());
    }

    @Test void keysAreInNoMessage() throws IOException, NoSuchAlgorithmException {
        write(Authority.pem(Authority.keys("secp256r1")));
        assertThat(SigningKeys.read(settings("example.org"))).hasToString("keys of [example.org]");
        String other = Authority.pem(Authority.keys("secp384r1"));
        write(other);
        assertThatThrownBy(() -> SigningKeys.read(settings("example.org"))).hasMessageContaining("P-256").hasMessageNotContaining(other.substring(40, 60));
        write(Authority.pem(KeyPairGenerator.getInstance("RSA").generateKeyPair()).replace("RSA PRIVATE", "PRIVATE"));
        assertThatThrownBy(() -> SigningKeys.read(settings("example.org"))).hasMessageContaining("no elliptic curve key").hasNoCause();
        write("nothing");
        assertThatThrownBy(() -> SigningKeys.read(settings("example.org"))).hasMessageContaining("no unencrypted private key");
    }

    @Test void aDomainHasOneKey() throws IOException {
        write(Authority.pem(Authority.keys("secp256r1")));
        assertThatThrownBy(() -> SigningKeys.read(settings("example.org", "EXAMPLE.org"))).hasMessageContaining("twice");
    }

    @Test void whoDoesNotSignNeedsNoFile() {
        assertThat(SigningKeys.read(new StirProperties(false, settings("example.org").domains(), Duration.ZERO, List.of(), Revocation.Mode.OFF, List.of(),
                false)).isEmpty()).isTrue();
    }
}
