package io.tandem.lb.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long messages stay in the load balancer. Log-linear: four buckets an octave from 1 µs to 1 s, so a quantile is right within a quarter.
 * Written by one thread (the loop) without locks and without garbage; read by any, perhaps a moment behind.
 */
public final class LatencyHistogram {
    /** Octaves above {@link #FLOOR_SHIFT}: 1.024 µs × 2²⁰ is about a second. */
    public static final int OCTAVES = 20;
    private static final int FLOOR_SHIFT = 10;
    private static final int PARTS_SHIFT = 2;
    private static final int PARTS = 1 << PARTS_SHIFT;
    /** The first is below the floor, the last above the ceiling. */
    private static final int BUCKETS = OCTAVES * PARTS + 2;
    private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[BUCKETS];
    /** Sum of nanoseconds, then the longest. */
    private final long[] totals = new long[2];

    /** Notes a burst: each of its messages took that long, from read to sent. */
    public void record(long nanos, int messages) {
        long known = Math.max(nanos, 0);
        add(counts, bucket(known), messages);
        add(totals, 0, known * messages);
        if (known > totals[1]) {
            COUNTS.setOpaque(totals, 1, known);
        }
    }

    private static void add(long[] array, int index, long more) {
        COUNTS.setOpaque(array, index, array[index] + more);
    }

    private static int bucket(long nanos) {
        if (nanos < 1L << FLOOR_SHIFT) {
            return 0;
        }
        int octave = 63 - Long.numberOfLeadingZeros(nanos) - FLOOR_SHIFT;
        if (octave >= OCTAVES) {
            return BUCKETS - 1;
        }
        int part = (int) (nanos >>> octave + FLOOR_SHIFT - PARTS_SHIFT) & PARTS - 1;
        return 1 + octave * PARTS + part;
    }

    /** Below which the bucket ends, in nanoseconds. */
    private static long ceiling(int bucket) {
        if (bucket == 0) {
            return 1L << FLOOR_SHIFT;
        }
        int octave = (bucket - 1) / PARTS;
        int part = (bucket - 1) % PARTS + 1;
        return (1L << octave + FLOOR_SHIFT) + ((long) part << octave + FLOOR_SHIFT - PARTS_SHIFT);
    }

    private static long read(long[] array, int index) {
        return (long) COUNTS.getOpaque(array, index);
    }

    /** Messages so far. */
    public long count() {
        long sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += read(counts, i);
        }
        return sum;
    }

    /** Nanoseconds of all messages together. */
    public long sumNanos() {
        return read(totals, 0);
    }

    public long maxNanos() {
        return read(totals, 1);
    }

    /** Messages below the floor (octave 0) or within an octave above it (1 to {@link #OCTAVES}), and one more for all that is longer. */
    public long[] countsByOctave() {
        long[] octaves = new long[OCTAVES + 2];
        for (int i = 0; i < BUCKETS; i++) {
            octaves[i == 0 ? 0 : (i - 1) / PARTS + 1] += read(counts, i);
        }
        return octaves;
    }

    /** Where an octave of {@link #countsByOctave()} ends, in nanoseconds. */
    public static long octaveEndNanos(int octave) {
        return 1L << FLOOR_SHIFT + octave;
    }

    /** The time within which that share of the messages was done, in nanoseconds; 0 before the first. */
    public long quantileNanos(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int i = 0; i < BUCKETS - 1; i++) {
            seen += read(counts, i);
            if (seen >= rank) {
                return Math.min(ceiling(i), maxNanos());
            }
        }
        return maxNanos();
    }
}
