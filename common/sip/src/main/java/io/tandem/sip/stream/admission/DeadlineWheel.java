package io.tandem.sip.stream.admission;

import java.util.concurrent.TimeUnit;

/** Deadlines of connections, cheap to move: a ring of lists, one a tick. One thread.
 *
 * <p>Receiving moves nothing: whoever is reached looks whether his time has really come, and names his next deadline. */
public final class DeadlineWheel {

    /** So late may a deadline be noticed. */
    public static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SLOTS = 2048;

    private final Entry[] slots = new Entry[SLOTS];
    private final long startNanos;
    private long tick;
    private int size;

    public DeadlineWheel(long startNanos) {
        this.startNanos = startNanos;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Entry();
        }
    }

    /** A place in the ring. */
    public static class Entry {
        private Entry before = this;
        private Entry after = this;

        /** The deadline given has passed, or the ring has turned once. @return the next deadline; {@link Long#MAX_VALUE}: none any more */
        protected long reached(long nowNanos) {
            return Long.MAX_VALUE;
        }

        boolean isIn() {
            return after != this;
        }

        void leave() {
            before.after = after;
            after.before = before;
            before = this;
            after = this;
        }
    }

    /** Entries in the ring. */
    public int size() {
        return size;
    }

    /** Puts an entry in, or moves it. */
    public void set(Entry entry, long deadlineNanos) {
        remove(entry);
        long ticks = Math.clamp(Math.ceilDiv(deadlineNanos - startNanos, TICK_NANOS), tick + 1, tick + SLOTS - 1);
        Entry slot = slots[(int) (ticks % SLOTS)];
        entry.before = slot.before;
        entry.after = slot;
        slot.before.after = entry;
        slot.before = entry;
        size++;
    }

    /** Takes an entry out; harmless if it is not in. */
    public void remove(Entry entry) {
        if (entry.isIn()) {
            entry.leave();
            size--;
        }
    }

    /** Reaches whoever is due. */
    public void advance(long nowNanos) {
        long target = Math.floorDiv(nowNanos - startNanos, TICK_NANOS);
        if (size == 0) {
            tick = Math.max(tick, target);
        }
        while (tick < target) {
            tick++;
            reach(slots[(int) (tick % SLOTS)], nowNanos);
        }
    }

    private void reach(Entry slot, long nowNanos) {
        for (Entry entry = slot.after; entry != slot; entry = slot.after) {
            remove(entry);
            long next = entry.reached(nowNanos);
            if (next != Long.MAX_VALUE) {
                set(entry, next);
            }
        }
    }
}
