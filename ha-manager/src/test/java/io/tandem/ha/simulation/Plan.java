package io.tandem.ha.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.tandem.ha.election.Timing;

/**
 * One schedule: how the pair is set up, and what goes wrong when.
 *
 * @param gateFactor 1; more for a kernel that does not keep the lease: the simulator must find out
 * @param drain      how long a hand-over by order waits at most, in nanoseconds
 */
record Plan(Timing timing, boolean witness, boolean reflection, double[] clockRates, List<Fault> faults, long calm, double gateFactor, long drain) {
    private static final long MS = 1_000_000;

    /** @param kind see {@link Simulation#apply} */
    record Fault(long at, long until, Kind kind, int node, int other, double amount) {}

    enum Kind {
        /** One heartbeat medium between the nodes. */ CROSS_CUT,
        /** Lan between the two nodes only. */ SPLIT,
        /** Cable: a node's lan, and it sees it. */ CABLE,
        /** A node's lan, unseen. */ LAN_DEAD,
        /** One direction of one path. */ ONE_WAY,
        LOSS, DELAY, PAUSE, CRASH, POWER, PING_NODE, SICK, WITNESS_DEAD, ISOLATED, MAKE_ACTIVE, MAKE_STANDBY, MAINTENANCE
    }

    static Plan random(RandomGenerator random) {
        Timing timing = random.nextInt(4) == 0 ? Timing.ofMillis(20, 160, 200, 400) : Timing.ofMillis(50, 400, 500, 1000);
        long begin = random.nextInt(8) == 0 ? 0 : timing.listenNanos() + 4 * timing.heartbeatNanos();
        long window = (10 + random.nextInt(30)) * timing.heartbeatNanos();
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            long at = begin + random.nextLong(window);
            long lasts = 1 + random.nextLong(random.nextInt(3) == 0 ? timing.heartbeatNanos() * 4 : timing.deadNanos() * 3);
            Kind[] kinds = Kind.values();
            faults.add(new Fault(at, at + lasts, kinds[random.nextInt(kinds.length)], random.nextInt(2), random.nextInt(Network.PARTIES), random.nextDouble()));
        }
        double[] rates = {1 + (random.nextDouble() - 0.5) * 0.08, 1 + (random.nextDouble() - 0.5) * 0.08};
        return new Plan(timing, random.nextInt(3) == 0, random.nextBoolean(), rates, faults, begin + window + 3 * timing.deadNanos(), 1,
            random.nextInt(3) == 0 ? 0 : 1 + random.nextLong(3 * timing.deadNanos()));
    }

    /** A pair on which nothing happens but this. */
    static Plan quiet(Fault... faults) {
        return new Plan(Timing.ofMillis(50, 400, 500, 1000), false, false, new double[] {1, 1}, List.of(faults), 4000 * MS, 1, 0);
    }

    Plan withReflection() { return new Plan(timing, witness, true, clockRates, faults, calm, gateFactor, drain); }

    Plan withWitness() { return new Plan(timing, true, reflection, clockRates, faults, calm, gateFactor, drain); }

    Plan withGateFactor(double factor) { return new Plan(timing, witness, reflection, clockRates, faults, calm, factor, drain); }

    Plan withDrain(long nanos) { return new Plan(timing, witness, reflection, clockRates, faults, calm, gateFactor, nanos); }
}
