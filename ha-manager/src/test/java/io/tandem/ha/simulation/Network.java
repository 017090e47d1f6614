package io.tandem.ha.simulation;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Directed paths between the parties; each may be cut, lossy or slow. Parties: nodes 0 and 1, ping nodes 2 and 3, witness 4. */
final class Network {
    static final long LOST = -1;
    static final int PARTIES = 5;
    static final int WITNESS = 4;
    private static final long MICROS = 1_000;
    /** Media. */
    static final int LAN = 0;
    static final int CROSS = 1;

    private final RandomGenerator random;
    private final int[] cuts = new int[2 * PARTIES * PARTIES];
    private final double[] loss = new double[cuts.length];
    private final long[] delay = new long[cuts.length];

    Network(RandomGenerator random) { this.random = random; }

    static int path(int medium, int from, int to) { return (medium * PARTIES + from) * PARTIES + to; }

    void cut(int path, int by) { cuts[path] += by; }

    void loss(int path, double probability) { loss[path] = probability; }

    /** @param most up to that many nanoseconds more than a cable takes */
    void delay(int path, long most) { delay[path] = most; }

    void heal() {
        Arrays.fill(cuts, 0);
        Arrays.fill(loss, 0);
        Arrays.fill(delay, 0);
    }

    /** When what leaves at that time arrives, or {@link #LOST}. */
    long arrival(int medium, int from, int to, long at) {
        int path = path(medium, from, to);
        if (cuts[path] > 0 || loss[path] > 0 && random.nextDouble() < loss[path]) return LOST;
        long extra = delay[path] == 0 ? 0 : random.nextLong(delay[path]);
        return at + 100 * MICROS + extra;
    }
}
