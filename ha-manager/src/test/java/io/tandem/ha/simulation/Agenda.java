package io.tandem.ha.simulation;

import java.util.Arrays;

/** What happens next, in order of time and, at one time, of entry. A binary heap without an object per entry but the action. */
final class Agenda {
    private long[] times = new long[256];
    private long[] orders = new long[256];
    private Runnable[] actions = new Runnable[256];
    private int size;
    private long entries;
    private long now;

    long now() { return now; }

    void at(long time, Runnable action) {
        if (size == times.length) grow();
        int i = size++;
        long order = entries++;
        long due = Math.max(time, now);
        while (i > 0) {
            int parent = (i - 1) / 2;
            if (!isBefore(due, order, parent)) break;
            move(parent, i);
            i = parent;
        }
        put(i, due, order, action);
    }

    /** Moves the time on to the next entry and carries it out. @return false if there is none before {@code end} */
    boolean next(long end) {
        if (size == 0 || times[0] > end) {
            now = end;
            return false;
        }
        now = times[0];
        Runnable action = actions[0];
        int last = --size;
        sink(times[last], orders[last], actions[last]);
        actions[last] = null;
        action.run();
        return true;
    }

    private void sink(long time, long order, Runnable action) {
        int i = 0;
        for (int child = 1; child < size; child = 2 * i + 1) {
            if (child + 1 < size && isBefore(times[child + 1], orders[child + 1], child)) child++;
            if (isBefore(time, order, child)) break;
            move(child, i);
            i = child;
        }
        if (size > 0) put(i, time, order, action);
    }

    private boolean isBefore(long time, long order, int other) { return time < times[other] || time == times[other] && order < orders[other]; }

    private void move(int from, int to) { put(to, times[from], orders[from], actions[from]); }

    private void put(int i, long time, long order, Runnable action) {
        times[i] = time;
        orders[i] = order;
        actions[i] = action;
    }

    private void grow() {
        times = Arrays.copyOf(times, 2 * size);
        orders = Arrays.copyOf(orders, 2 * size);
        actions = Arrays.copyOf(actions, 2 * size);
    }
}
