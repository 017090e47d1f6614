package io.tandem.testkit.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.tandem.net.Scheduler.Timeout;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ManualSchedulerTest {
    private final ManualScheduler time = new ManualScheduler(Instant.EPOCH);
    private final List<String> ran = new ArrayList<>();

    @Test void tasksRunInOrderOfTheirTimeAndSeeIt() {
        time.schedule(Duration.ofSeconds(2).toNanos(), () -> ran.add("two at " + time.instant()));
        time.schedule(Duration.ofSeconds(1).toNanos(), () -> ran.add("one at " + time.instant()));
        time.passes(Duration.ofMillis(999));
        assertThat(ran).isEmpty();
        time.passes(Duration.ofSeconds(5));
        assertThat(ran).containsExactly("one at 1970-01-01T00:00:01Z", "two at 1970-01-01T00:00:02Z");
        assertThat(time.instant()).isEqualTo(Instant.EPOCH.plusMillis(5999));
    }

    @Test void aTaskGivenByATaskRunsWithinTheSameTime() {
        time.schedule(1_000, () -> time.schedule(1_000, () -> ran.add("second")));
        time.passes(Duration.ofNanos(2_000));
        assertThat(ran).containsExactly("second");
        assertThat(time.waitingTasks()).isZero();
    }

    @Test void aCancelledTaskNeverRuns() {
        Timeout timeout = time.schedule(0, () -> ran.add("cancelled"));
        time.execute(() -> ran.add("executed"));
        assertThat(timeout.cancel()).isTrue();
        assertThat(timeout.cancel()).isFalse();
        time.runDue();
        assertThat(ran).containsExactly("executed");
    }
}
