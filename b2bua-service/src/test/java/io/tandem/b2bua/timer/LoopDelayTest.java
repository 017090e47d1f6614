package io.tandem.b2bua.timer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

import io.tandem.net.Scheduler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoopDelayTest {
    private final LaggingLoop loop = new LaggingLoop();
    private final LoopDelay delay = new LoopDelay(loop);

    @Test void oneLongPauseIsNoOverload() {
        loop.runs(20, Duration.ofMillis(1));
        loop.runs(1, Duration.ofSeconds(3));
        loop.runs(1, Duration.ofMillis(1));
        assertThat(delay.standing()).isLessThan(Duration.ofMillis(10));
    }

    @Test void aDelayThatStandsForASecondIsSeenAndForgotten() {
        loop.runs(10, Duration.ofMillis(700));
        assertThat(delay.standing()).isGreaterThanOrEqualTo(Duration.ofMillis(700));
        loop.runs(1, Duration.ofMillis(1));
        assertThat(delay.standing()).isLessThan(Duration.ofMillis(10));
    }

    /** Runs each task as late as it is told. */
    private static final class LaggingLoop implements Scheduler {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private long nowNanos;
        private long dueNanos;

        void runs(int ticks, Duration late) {
            for (int i = 0; i < ticks; i++) {
                nowNanos = dueNanos + late.toNanos();
                tasks.remove().run();
            }
        }

        @Override public long nanoTime() {
            return nowNanos;
        }

        @Override public Timeout schedule(long delayNanos, Runnable task) {
            dueNanos = nowNanos + delayNanos;
            tasks.add(task);
            return () -> false;
        }

        @Override public void execute(Runnable task) {
            tasks.add(task);
        }
    }
}
