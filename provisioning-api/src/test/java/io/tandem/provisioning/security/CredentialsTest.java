package io.tandem.provisioning.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialsTest {
    @Test void aPasswordMayHoldColonsAndUmlauts() {
        assertThat(of("Basic " + base64("ada:pass:wört"))).contains(new Credentials("ada", "pass:wört"));
        assertThat(of("bAsIc   " + base64("ada:"))).contains(new Credentials("ada", ""));
    }

    @Test void otherSchemesAndNonsenseAreNoCredentials() {
        assertThat(of("Bearer " + base64("ada:x"))).isEmpty();
        assertThat(of("Basic")).isEmpty();
        assertThat(of("Basic ***")).isEmpty();
        assertThat(of("Basic " + base64("no colon"))).isEmpty();
        assertThat(Credentials.of(Optional.empty())).isEmpty();
    }

    @Test void thePasswordStaysOutOfTheText() {
        assertThat(new Credentials("ada", "geheim").toString()).doesNotContain("geheim");
    }

    private static Optional<Credentials> of(String header) {
        return Credentials.of(Optional.of(header));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
