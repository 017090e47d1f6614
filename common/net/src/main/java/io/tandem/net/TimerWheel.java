package io.tandem.net;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** A hashed timer wheel of two levels: 5 ms ticks for 41 s, then turns of 41 s. Insert and cancel are O(1). One thread. */
final class TimerWheel {

    static final long TICK_NANOS = 5_000_000L;
    private static final int TICKS = 8192;
    private static final int TURNS = 256;

    private final long startNanos;
    private final Timer[] near = lists(TICKS);
    private final Timer[] far = lists(TURNS);
    private final long[] occupied = new long[TICKS / 64];
    private long currentTick;
    private long farSize;
    /** No timer is due before this tick; {@link Long#MAX_VALUE} while empty. */
    private long nextTick = Long.MAX_VALUE;

    TimerWheel(long startNanos) {
        this.startNanos = startNanos;
    }

    /** A waiting task, an element of the list of its slot. Claimed once: by the wheel that runs it or by who cancels it. */
    static class Timer {
        private static final AtomicIntegerFieldUpdater<Timer> CLAIMED = AtomicIntegerFieldUpdater.newUpdater(Timer.class, "claimed");

        final long deadlineNanos;
        final Runnable task;
        private volatile int claimed;
        private long tick;
        private boolean inFar;
        private @Nullable Timer previous;
        private @Nullable Timer next;

        Timer(long deadlineNanos, Runnable task) {
            this.deadlineNanos = deadlineNanos;
            this.task = task;
        }

        /** Any thread. @return true for the first caller only */
        final boolean claim() {
            return CLAIMED.compareAndSet(this, 0, 1);
        }

        final boolean isClaimed() {
            return claimed != 0;
        }
    }

    void add(Timer timer) {
        timer.tick = Math.max(currentTick + 1, Math.ceilDiv(timer.deadlineNanos - startNanos, TICK_NANOS));
        place(timer);
        nextTick = Math.min(nextTick, timer.inFar ? nextTurn() : timer.tick);
    }

    /** Takes a timer out; harmless if it has run. */
    void remove(Timer timer) {
        Timer before = timer.previous;
        Timer after = timer.next;
        if (before == null || after == null) {
            return;
        }
        before.next = after;
        after.previous = before;
        timer.previous = null;
        timer.next = null;
        if (timer.inFar) {
            farSize--;
        } else if (before == after) { // the slot is empty: nobody need wake up for it
            clear((int) (timer.tick % TICKS));
            if (timer.tick == nextTick) {
                nextTick = following();
            }
        }
    }

    private void clear(int slot) {
        occupied[slot >> 6] &= ~(1L << slot);
    }

    /** Hands over every timer whose deadline has passed, in order of their ticks. */
    void advance(long nowNanos, Consumer<Timer> due) {
        long target = Math.floorDiv(nowNanos - startNanos, TICK_NANOS);
        while (nextTick <= target) {
            currentTick = nextTick;
            if (currentTick % TICKS == 0) {
                cascade();
            }
            expire((int) (currentTick % TICKS), due);
            nextTick = following();
        }
        if (target > currentTick) {
            currentTick = target;
        }
    }

    /** Until the next timer may be due; {@link Long#MAX_VALUE} while there is none. */
    long nanosToNext(long nowNanos) {
        return nextTick == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, startNanos + nextTick * TICK_NANOS - nowNanos);
    }

    private void place(Timer timer) {
        timer.inFar = timer.tick / TICKS != currentTick / TICKS;
        if (timer.inFar) {
            farSize++;
            append(far[(int) (timer.tick / TICKS % TURNS)], timer);
        } else {
            int slot = (int) (timer.tick % TICKS);
            occupied[slot >> 6] |= 1L << slot;
            append(near[slot], timer);
        }
    }

    private static void append(Timer list, Timer timer) {
        Timer last = list.previous;
        timer.previous = last;
        timer.next = list;
        list.previous = timer;
        if (last != null) {
            last.next = timer;
        }
    }

    private void cascade() {
        Timer list = far[(int) (currentTick / TICKS % TURNS)];
        Timer timer = list.next;
        while (timer != null && timer != list) {
            Timer after = timer.next;
            if (timer.tick / TICKS == currentTick / TICKS) {
                remove(timer);
                place(timer);
            }
            timer = after;
        }
    }

    private void expire(int slot, Consumer<Timer> due) {
        clear(slot);
        Timer list = near[slot];
        for (Timer timer = list.next; timer != null && timer != list; timer = list.next) {
            remove(timer);
            due.accept(timer);
        }
    }

    private long following() {
        int slot = (int) (currentTick % TICKS);
        int word = slot >> 6;
        long bits = occupied[word] & -1L << slot << 1;
        while (bits == 0 && ++word < occupied.length) {
            bits = occupied[word];
        }
        if (bits != 0) {
            return currentTick - slot + word * 64L + Long.numberOfTrailingZeros(bits);
        }
        return farSize == 0 ? Long.MAX_VALUE : nextTurn();
    }

    private long nextTurn() {
        return (currentTick / TICKS + 1) * TICKS;
    }

    private static Timer[] lists(int size) {
        Timer[] lists = new Timer[size];
        Arrays.setAll(lists, i -> {
            Timer head = new Timer(0, () -> {});
            head.previous = head;
            head.next = head;
            return head;
        });
        return lists;
    }
}
