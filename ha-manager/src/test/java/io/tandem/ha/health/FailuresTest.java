package io.tandem.ha.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresTest {
    private static final HealthProperties LIMITS = new HealthProperties(List.of(), Duration.ofSeconds(1), 3, Duration.ofSeconds(60), Duration.ofSeconds(15),
            Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofSeconds(5));
    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private Instant settled = Instant.MIN;
    private final Failures starting = new Failures(LIMITS, now);
    private final Failures failures = new Failures(LIMITS, now);

    @BeforeEach void itHasWorked() { failures.note(Look.UP, now, Instant.MIN); }

    private Optional<String> after(int seconds, Look found) {
        now = now.plusSeconds(seconds);
        return failures.note(found, now, settled);
    }

    @Test void whoHasNotAnsweredYetHasTwoMinutes() {
        for (int second = 1; second <= 120; second++) assertThat(starting.note(Look.SILENT, now.plusSeconds(second), Instant.MIN)).isEmpty();
        assertThat(starting.note(Look.SILENT, now.plusSeconds(121), Instant.MIN)).contains("does not answer for 120 s");
    }

    @Test void whoIsDownForAMomentWhileItIsStartedIsNot() {
        assertThat(starting.note(Look.SILENT, now.plusSeconds(1), Instant.MIN)).isEmpty();
        assertThat(starting.note(Look.DOWN, now.plusSeconds(60), Instant.MIN)).isEmpty();
        assertThat(starting.note(Look.UP, now.plusSeconds(61), Instant.MIN)).isEmpty();
    }

    @Test void whoSaysThatItIsDownHasNoTimeToStart() {
        assertThat(starting.note(Look.SILENT, now.plusSeconds(1), Instant.MIN)).isEmpty();
        assertThat(starting.note(Look.DOWN, now.plusSeconds(2), Instant.MIN)).isEmpty();
        assertThat(starting.note(Look.DOWN, now.plusSeconds(3), Instant.MIN)).contains("says that it is down");
    }

    @Test void whoHasAnsweredOnceHasNoTimeToStartAnyMore() {
        assertThat(starting.note(Look.UP, now.plusSeconds(1), Instant.MIN)).isEmpty();
        assertThat(starting.note(Look.SILENT, now.plusSeconds(2), Instant.MIN)).isEmpty();
        assertThat(starting.note(Look.SILENT, now.plusSeconds(17), Instant.MIN)).contains("does not answer for 15 s");
    }

    @Test void oneRestartIsNone() {
        after(1, Look.UP);
        for (int i = 0; i < 14; i++) assertThat(after(1, Look.SILENT)).isEmpty();
        assertThat(after(1, Look.UP)).isEmpty();
    }

    @Test void theThirdFailureWithinAMinuteIs() {
        for (int i = 0; i < 2; i++) {
            assertThat(after(10, Look.SILENT)).isEmpty();
            assertThat(after(5, Look.UP)).isEmpty();
        }
        assertThat(after(10, Look.SILENT)).contains("has failed 3 times within 60 s");
        assertThat(after(59, Look.UP)).as("not yet whole").isPresent();
        assertThat(after(59, Look.UP)).isPresent();
        assertThat(after(2, Look.UP)).isEmpty();
    }

    @Test void threeFailuresInTwoMinutesAreNot() {
        for (int i = 0; i < 5; i++) {
            assertThat(after(30, Look.SILENT)).isEmpty();
            assertThat(after(5, Look.UP)).isEmpty();
        }
    }

    @Test void whoSaysThatItIsDownTwiceIsBroken() {
        assertThat(after(1, Look.DOWN)).isEmpty();
        assertThat(after(1, Look.DOWN)).contains("says that it is down");
    }

    @Test void whoIsDownNowAndSilentThenIsBrokenAllTheSame() {
        assertThat(after(1, Look.DOWN)).isEmpty();
        assertThat(after(1, Look.SILENT)).isEmpty();
        assertThat(after(1, Look.DOWN)).contains("says that it is down");
    }

    @Test void theTimeOfAFaultIsThatSinceItWorkedLast() {
        assertThat(after(1, Look.DOWN)).isEmpty();
        assertThat(after(14, Look.SILENT)).isEmpty();
        assertThat(after(1, Look.SILENT)).contains("does not answer for 15 s");
    }

    @Test void whoDoesNotComeBackIsBroken() {
        assertThat(after(1, Look.SILENT)).isEmpty();
        assertThat(after(14, Look.SILENT)).isEmpty();
        assertThat(after(1, Look.SILENT)).contains("does not answer for 15 s");
    }

    @Test void whoIsDownWhileItFollowsTheRoleIsNot() {
        settled = now.plusSeconds(5);
        for (int second = 1; second < 5; second++) assertThat(after(1, second % 2 == 0 ? Look.SILENT : Look.DOWN)).isEmpty();
        assertThat(after(1, Look.UP)).isEmpty();
        assertThat(after(1, Look.DOWN)).as("what was said meanwhile is forgotten").isEmpty();
        assertThat(after(1, Look.DOWN)).contains("says that it is down");
    }

    @Test void whoIsStillDownWhenTheOthersHaveFollowedIs() {
        settled = now.plusSeconds(5);
        for (int second = 1; second <= 5; second++) assertThat(after(1, Look.DOWN)).isEmpty();
        assertThat(after(1, Look.DOWN)).contains("says that it is down");
    }

    @Test void aChangeOfTheRoleMakesNobodyWhole() {
        after(1, Look.DOWN);
        assertThat(after(1, Look.DOWN)).isPresent();
        settled = now.plusSeconds(5);
        assertThat(after(1, Look.DOWN)).contains("says that it is down");
    }
}
