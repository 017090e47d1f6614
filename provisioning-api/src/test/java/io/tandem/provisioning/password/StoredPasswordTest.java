package io.tandem.provisioning.password;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StoredPasswordTest {
    @Test void oldFormsAreStillKnown() {
        assertThat(new StoredPassword("e8636ea013e682faf61f56ce1cb1ab5c").matches("geheim")).isTrue();
        assertThat(new StoredPassword("E8636EA013E682FAF61F56CE1CB1AB5C").matches("geheim")).isTrue();
        assertThat(new StoredPassword("e8636ea013e682faf61f56ce1cb1ab5c").matches("Geheim")).isFalse();
        assertThat(new StoredPassword("geheim").matches("geheim")).isTrue();
        assertThat(new StoredPassword("geheim").matches("geheim ")).isFalse();
        assertThat(new StoredPassword("geheim").isSalted()).isFalse();
    }

    @Test void whoKnowsWhatIsStoredDoesNotKnowThePassword() {
        String salted = SaltedPassword.of("geheim").text();
        assertThat(new StoredPassword(salted).matches(salted)).isFalse();
        assertThat(new StoredPassword(salted).matches("geheim")).isTrue();
        assertThat(new StoredPassword(salted).isSalted()).isTrue();
        String md5 = "e8636ea013e682faf61f56ce1cb1ab5c";
        assertThat(new StoredPassword(md5).matches(md5)).isFalse();
        assertThat(new StoredPassword(salted).toString()).doesNotContain(salted);
    }

    @Test void nothingStoredMatchesNothing() {
        assertThat(new StoredPassword("").matches("")).isFalse();
    }
}
