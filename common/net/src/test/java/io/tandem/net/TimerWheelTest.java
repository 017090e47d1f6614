package io.tandem.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TimerWheelTest {

    private static final long START = 1_000_000_007L;

    private final TimerWheel wheel = new TimerWheel(START);
    private long now = START;

    private TimerWheel.Timer in(long nanos) {
        TimerWheel.Timer timer = new TimerWheel.Timer(now + nanos, () -> {});
        wheel.add(timer);
        return timer;
    }

    private List<TimerWheel.Timer> passes(long nanos) {
        now += nanos;
        List<TimerWheel.Timer> due = new ArrayList<>();
        wheel.advance(now, due::add);
        return due;
    }

    @Test
    void anEmptyWheelHasNothingToWaitFor() {
        assertThat(wheel.nanosToNext(now)).isEqualTo(Long.MAX_VALUE);
        assertThat(passes(TimeUnit.DAYS.toNanos(3))).isEmpty();
    }

    @Test
    void firesWithinATickAfterTheDeadlineAndNeverBefore() {
        TimerWheel.Timer timer = in(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(passes(TimeUnit.MILLISECONDS.toNanos(500) - 1)).isEmpty();
        assertThat(wheel.nanosToNext(now)).isBetween(0L, TimerWheel.TICK_NANOS);
        assertThat(passes(TimerWheel.TICK_NANOS)).containsExactly(timer);
        assertThat(wheel.nanosToNext(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void longTimersSurviveTheTurnsOfTheWheel() {
        TimerWheel.Timer hours = in(TimeUnit.HOURS.toNanos(6));
        TimerWheel.Timer minutes = in(TimeUnit.MINUTES.toNanos(5));
        assertThat(passes(TimeUnit.MINUTES.toNanos(5) - 1)).isEmpty();
        assertThat(passes(TimerWheel.TICK_NANOS)).containsExactly(minutes);
        assertThat(passes(TimeUnit.HOURS.toNanos(5))).isEmpty();
        assertThat(passes(TimeUnit.HOURS.toNanos(1))).containsExactly(hours);
    }

    @Test
    void nobodyWakesUpForATimerThatWasRemoved() {
        TimerWheel.Timer later = in(TimeUnit.SECONDS.toNanos(2));
        TimerWheel.Timer soon = in(TimeUnit.MILLISECONDS.toNanos(10));
        wheel.remove(soon);
        assertThat(wheel.nanosToNext(now)).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        assertThat(passes(TimeUnit.SECONDS.toNanos(2) + TimerWheel.TICK_NANOS)).containsExactly(later);
        TimerWheel.Timer last = in(TimeUnit.MILLISECONDS.toNanos(10));
        wheel.remove(last);
        assertThat(wheel.nanosToNext(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void removedTimersNeverFireAndRemovingTwiceIsHarmless() {
        TimerWheel.Timer near = in(TimeUnit.SECONDS.toNanos(1));
        TimerWheel.Timer far = in(TimeUnit.HOURS.toNanos(1));
        wheel.remove(near);
        wheel.remove(near);
        wheel.remove(far);
        assertThat(passes(TimeUnit.HOURS.toNanos(2))).isEmpty();
        assertThat(wheel.nanosToNext(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nobodyWakesUpForTimersThatWereRemoved() {
        TimerWheel.Timer first = in(TimeUnit.MILLISECONDS.toNanos(100));
        for (int i = 1; i < 100; i++) {
            wheel.remove(in(TimeUnit.MILLISECONDS.toNanos(100 + 10L * i)));
        }
        TimerWheel.Timer last = in(TimeUnit.MILLISECONDS.toNanos(2000));
        assertThat(passes(TimeUnit.MILLISECONDS.toNanos(105))).containsExactly(first);
        assertThat(wheel.nanosToNext(now)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1890));
        assertThat(passes(TimeUnit.MILLISECONDS.toNanos(1900))).containsExactly(last);
    }

    @Test
    void aSlotIsLeftToOthersWhenOneOfItsTimersIsRemoved() {
        TimerWheel.Timer stays = in(TimeUnit.MILLISECONDS.toNanos(100));
        wheel.remove(in(TimeUnit.MILLISECONDS.toNanos(100)));
        assertThat(passes(TimeUnit.MILLISECONDS.toNanos(105))).containsExactly(stays);
    }

    @Test
    void aTimerMayAddTimersWhileItFires() {
        in(0);
        List<TimerWheel.Timer> fired = new ArrayList<>();
        for (int tick = 0; tick < 10; tick++) {
            now += TimerWheel.TICK_NANOS;
            wheel.advance(now, timer -> {
                fired.add(timer);
                if (fired.size() < 4) {
                    in(-1);
                }
            });
        }
        assertThat(fired).hasSize(4);
        assertThat(wheel.nanosToNext(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void everyTimerFiresOnceWithinATickWhateverTheSteps() {
        Random random = new Random(42);
        List<TimerWheel.Timer> waiting = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (step < 10_000) {
                waiting.add(in(Math.abs(random.nextLong()) % TimeUnit.SECONDS.toNanos(random.nextBoolean() ? 2 : 300)));
            }
            for (TimerWheel.Timer timer : passes(random.nextInt(40_000_000))) {
                assertThat(timer.deadlineNanos).isLessThanOrEqualTo(now);
                assertThat(waiting.remove(timer)).isTrue();
            }
            assertThat(waiting).noneMatch(timer -> timer.deadlineNanos + TimerWheel.TICK_NANOS < now);
            assertThat(wheel.nanosToNext(now) == Long.MAX_VALUE).isEqualTo(waiting.isEmpty());
        }
        waiting.removeAll(passes(TimeUnit.MINUTES.toNanos(6)));
        assertThat(waiting).isEmpty();
    }
}
