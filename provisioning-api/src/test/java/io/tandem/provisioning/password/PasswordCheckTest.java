package io.tandem.provisioning.password;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PasswordCheckTest {
    private static final StoredPassword STORED = new StoredPassword(SaltedPassword.of("geheim").text());

    private final AtomicLong nanos = new AtomicLong();
    private final PasswordCheck check = new PasswordCheck(nanos::get);

    @Test void aRightPasswordIsRememberedAndAWrongOneIsNot() {
        assertThat(check.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(check.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(check.isRight("admin", Optional.of(STORED), "Geheim")).isFalse();
    }

    @Test void aChangedPasswordActsAtOnce() {
        assertThat(check.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
        assertThat(check.isRight("admin", Optional.of(new StoredPassword(SaltedPassword.of("anders").text())), "geheim")).isFalse();
    }

    @Test void whatIsRememberedIsCheckedAgainAfterAMinute() {
        assertThat(check.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(check.isRight("admin", Optional.of(STORED), "geheim")).isTrue();
    }

    @Test void nobodyHasNoPassword() {
        assertThat(check.isRight("nobody", Optional.empty(), "administrator")).isFalse();
        assertThat(check.isRight("admin", Optional.of(new StoredPassword("")), "")).isFalse();
        assertThat(check.isRight("admin", Optional.of(new StoredPassword("not a hash")), "x")).isFalse();
    }

    @Test void hashesLookLikeThoseOfThisSwitchFamily() {
        assertThat(STORED.text()).matches("[./A-Za-z0-9]{22}\\$[./A-Za-z0-9]{31}");
        assertThat(STORED.toString()).doesNotContain(STORED.text());
        assertThat(new SaltedPassword("KLmPj3vQz7sXw1TfUbYh9u$JcQ7tTC12lbNSGCuIkOMBx1eYMVoRmq").matches("administrator")).isTrue();
    }
}
