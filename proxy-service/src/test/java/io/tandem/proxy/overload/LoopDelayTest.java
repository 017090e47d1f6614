package io.tandem.proxy.overload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tandem.net.Scheduler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoopDelayTest {
    /** A loop that runs its timer when the test says so, however late. */
    private static final class SlowLoop implements Scheduler {
        private long nowNanos;
        private final List<Runnable> timers = new ArrayList<>();

        @Override public long nanoTime() {
            return nowNanos;
        }

        @Override public Timeout schedule(long delayNanos, Runnable task) {
            timers.add(task);
            return () -> timers.remove(task);
        }

        @Override public void execute(Runnable task) {
            task.run();
        }

        void firesAfter(Duration wait) {
            nowNanos += wait.toNanos();
            timers.removeFirst().run();
        }
    }

    private final SlowLoop loop = new SlowLoop();
    private final LoopDelay delay = new LoopDelay(loop, Duration.ofMillis(500));

    @Test void aPromptLoopIsNotOverloaded() {
        for (int i = 0; i < 20; i++) {
            loop.firesAfter(Duration.ofMillis(110));
            assertThat(delay.isTooLong()).isFalse();
        }
        assertThat(delay.lastNanos()).isEqualTo(Duration.ofMillis(10).toNanos());
    }

    @Test void oneStallIsNoOverloadHoweverLong() {
        loop.firesAfter(Duration.ofSeconds(5));
        assertThat(delay.isTooLong()).isFalse();
        loop.firesAfter(Duration.ofMillis(100));
        loop.firesAfter(Duration.ofMillis(1500));
        assertThat(delay.isTooLong()).isFalse();
    }

    @Test void aDelayThatStaysIsOverloadUntilItIsGone() {
        loop.firesAfter(Duration.ofMillis(700));
        loop.firesAfter(Duration.ofMillis(700));
        assertThat(delay.isTooLong()).isFalse();
        loop.firesAfter(Duration.ofMillis(700));
        assertThat(delay.isTooLong()).isTrue();
        loop.firesAfter(Duration.ofMillis(100));
        assertThat(delay.isTooLong()).isFalse();
    }
}
