package io.tandem.provisioning.login;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 6238 appendix B, its codes cut to six digits. */
class OneTimePasswordsTest {
    /** "12345678901234567890" in base32. */
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @Test void theVectorsOfTheRfcHold() {
        assertThat(code(59)).isEqualTo("287082");
        assertThat(code(1_111_111_109)).isEqualTo("081804");
        assertThat(code(1_111_111_111)).isEqualTo("050471");
        assertThat(code(1_234_567_890)).isEqualTo("005924");
        assertThat(code(2_000_000_000)).isEqualTo("279037");
        assertThat(code(20_000_000_000L)).isEqualTo("353130");
    }

    @Test void threeStepsBeforeAndAfterAreTakenAndNoMore() {
        String code = code(2_000_000_000);
        for (int steps = -3; steps <= 3; steps++) {
            assertThat(at(2_000_000_000 + steps * 30L).matches(SECRET, code)).as("%d steps", steps).isTrue();
        }
        assertThat(at(2_000_000_000 - 4 * 30L).matches(SECRET, code)).isFalse();
        assertThat(at(2_000_000_000 + 4 * 30L).matches(SECRET, code)).isFalse();
    }

    @Test void nonsenseAndAMissingSecretMatchNothing() {
        assertThat(at(59).matches(SECRET, "")).isFalse();
        assertThat(at(59).matches(SECRET, "28708")).isFalse();
        assertThat(at(59).matches("", OneTimePasswords.code("", 1))).isFalse();
        assertThat(at(59).matches("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", " 287082 ")).isTrue();
    }

    @Test void secretsAreOf160BitsAndDiffer() {
        assertThat(OneTimePasswords.newSecret()).matches("[A-Z2-7]{32}").isNotEqualTo(OneTimePasswords.newSecret());
    }

    private static String code(long seconds) {
        return OneTimePasswords.code(SECRET, seconds / 30);
    }

    private static OneTimePasswords at(long seconds) {
        return new OneTimePasswords(() -> Instant.ofEpochSecond(seconds));
    }
}
