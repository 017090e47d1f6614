package io.tandem.provisioning.password;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PasswordPolicyTest {
    private final PasswordPolicy policy = new PasswordPolicy(12, 40, 3, 3, 3, 3, 12, Duration.ofDays(90));

    @Test void eachRuleHasItsText() {
        assertThat(policy.fault("aB1!aB1!aB1")).hasValue("Must be at minimum 12 characters long");
        assertThat(policy.fault("aB1!".repeat(11))).hasValue("Must be at maximum 40 characters long");
        assertThat(policy.fault("aaaaBBBB!!!!11")).hasValue("Must contain at least 3 digits");
        assertThat(policy.fault("aaBBBB!!!!1111")).hasValue("Must contain at least 3 lower-case characters");
        assertThat(policy.fault("aaaaBB!!!!1111")).hasValue("Must contain at least 3 upper-case characters");
        assertThat(policy.fault("aaaaBBBB!!1111")).hasValue("Must contain at least 3 special characters");
        assertThat(policy.fault("aB1!aB1!aB1!")).isEmpty();
    }

    @Test void whatBcryptCannotHoldIsTooLong() {
        assertThat(policy.fault("aB1!aB1!aB1!" + "ä€".repeat(14))).hasValue("Must be at maximum 40 characters long");
        assertThat("aB1!aB1!aB1!" + "ä€".repeat(14)).hasSize(40);
    }
}
