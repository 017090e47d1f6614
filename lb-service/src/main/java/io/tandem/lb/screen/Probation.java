package io.tandem.lb.screen;

/** Sources that exceed their rate, in the order in which they began to; after a time it is decided about each. A fixed number; more are decided about when
 * they send again. Loop thread. */
final class Probation {

    /** Decides about a source whose time is over. */
    @FunctionalInterface
    interface Judge {
        void judge(long high, long low, long trippedAtNanos);
    }

    private final long[] entries;
    private final int capacity;
    private int first;
    private int count;

    Probation(int capacity) {
        this.capacity = capacity;
        entries = new long[3 * capacity];
    }

    void add(long high, long low, long nowNanos) {
        if (count == capacity) {
            return;
        }
        int at = 3 * ((first + count++) % capacity);
        entries[at] = high;
        entries[at + 1] = low;
        entries[at + 2] = nowNanos;
    }

    /** Hands over those that began before a time. */
    void until(long nanos, Judge judge) {
        while (count > 0 && entries[3 * first + 2] - nanos <= 0) {
            int at = 3 * first;
            first = (first + 1) % capacity;
            count--;
            judge.judge(entries[at], entries[at + 1], entries[at + 2]);
        }
    }
}
