package io.tandem.sip.stream.admission;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static io.tandem.sip.stream.admission.DeadlineWheel.TICK_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

class DeadlineWheelTest {

    private static final long START = Long.MAX_VALUE / 2;

    private final DeadlineWheel wheel = new DeadlineWheel(START);
    private final List<String> reached = new ArrayList<>();

    /** Notes when it is reached and names the next deadline given. */
    private final class Noted extends DeadlineWheel.Entry {
        private final String name;
        private final long next;

        Noted(String name, long next) {
            this.name = name;
            this.next = next;
        }

        @Override
        protected long reached(long nowNanos) {
            reached.add(name + "@" + (nowNanos - START) / TICK_NANOS);
            return next;
        }
    }

    private Noted once(String name) {
        return new Noted(name, Long.MAX_VALUE);
    }

    private void advance(long tick) {
        wheel.advance(START + tick * TICK_NANOS);
    }

    @Test
    void reachesEachAtItsTickAndNeverBefore() {
        wheel.set(once("a"), START + 3 * TICK_NANOS);
        wheel.set(once("b"), START + 2 * TICK_NANOS - 1);
        advance(1);
        assertThat(reached).isEmpty();
        advance(2);
        assertThat(reached).containsExactly("b@2");
        advance(3);
        assertThat(reached).containsExactly("b@2", "a@3");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aMovedOneIsReachedOnceAtItsNewPlace() {
        Noted moved = once("moved");
        wheel.set(moved, START + 5 * TICK_NANOS);
        wheel.set(moved, START + 2 * TICK_NANOS);
        advance(10);
        assertThat(reached).containsExactly("moved@10");
    }

    @Test
    void aRemovedOneIsNotReachedAndRemovingTwiceIsHarmless() {
        Noted gone = once("gone");
        wheel.set(gone, START + TICK_NANOS);
        wheel.remove(gone);
        wheel.remove(gone);
        advance(10);
        assertThat(reached).isEmpty();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aFarDeadlineIsLookedAtOnceATurn() {
        wheel.set(new Noted("far", START + 1_000_000 * TICK_NANOS), START + 1_000_000 * TICK_NANOS);
        advance(3000);
        assertThat(reached).hasSize(1);
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void aPastDeadlineIsReachedAtTheNextTick() {
        advance(100);
        wheel.set(once("late"), START);
        advance(101);
        assertThat(reached).containsExactly("late@101");
    }

    @Test
    void whoNamesANextDeadlineStaysIn() {
        wheel.set(new Noted("again", START + 4 * TICK_NANOS), START + 2 * TICK_NANOS);
        advance(2);
        advance(4);
        assertThat(reached).containsExactly("again@2", "again@4");
    }
}
