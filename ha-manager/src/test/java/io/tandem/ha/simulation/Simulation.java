package io.tandem.ha.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

import io.tandem.ha.membership.Heartbeat;
import io.tandem.ha.membership.Phase;
import io.tandem.ha.witness.Witness;

/**
 * Runs one schedule and checks the invariants of ha.md §3 at each step. Two nodes may both hold the addresses in one case only (ha.md, the proof): without a
 * witness, when the first got its lease from a ping node, and nothing it sent while it claimed has reached the other for the dead time; and then for no longer
 * than the first one's lease. The simulator knows from its own record of deliveries, not from the nodes, whether that was so.
 */
final class Simulation {
    private static final long MS = 1_000_000;
    private static final long LIVELY = 45_000 * MS;

    final Agenda agenda = new Agenda();
    final SplittableRandom random;
    final Plan plan;
    private final Network network;
    private final Machine[] machines;
    private final Witness witness;
    private boolean witnessRuns = true;
    private final Map<Long, Integer> epochs = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    /** When a heartbeat that claimed arrived from node i at its peer, last. */
    private final long[] claimDelivered = {Long.MIN_VALUE / 2, Long.MIN_VALUE / 2};
    /** Whom ping node i takes for the owner of the shared address; -1 before anybody announced it. */
    private final int[] owner = {-1, -1};
    private final boolean[] pingRuns = {true, true};
    private long overlapSince = Long.MAX_VALUE;
    int roleChanges;
    boolean documentedSplit;
    /** A test says itself when no call is being set up. */
    boolean neverQuiet;

    Simulation(long seed, Plan plan) {
        this.plan = plan;
        this.random = new SplittableRandom(seed);
        this.network = new Network(random);
        this.machines = new Machine[] {new Machine(0, this, plan.timing(), plan.clockRates()[0], random.nextLong(1L << 50) - (1L << 49)),
            new Machine(1, this, plan.timing(), plan.clockRates()[1], random.nextLong(1L << 50) - (1L << 49))};
        this.witness = new Witness(plan.timing().deadNanos(), 1, -plan.timing().deadNanos());
    }

    static final class ViolationException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ViolationException(String message) { super(message); }
    }

    void fail(int invariant, String what) {
        throw new ViolationException("invariant " + invariant + " at " + agenda.now() / 1000 + " us: " + what + "\n" + plan.faults() + "\nwitness "
                + plan.witness() + ", reflection " + plan.reflection() + ", " + plan.timing() + "\n" + String.join("\n", log));
    }

    // ---- course

    void run() {
        machines[0].start();
        if (plan.faults().isEmpty() || random.nextBoolean()) machines[1].start();
        else agenda.at(random.nextLong(2 * plan.timing().listenNanos()), machines[1]::start);
        schedule();
        until(plan.calm());
        calm();
        long limit = plan.calm() + LIVELY;
        while (!isSettled()) {
            if (agenda.now() >= limit) fail(0, "nobody is active, or both are, long after all faults are gone");
            agenda.next(limit);
        }
    }

    /** Both nodes at once; then it is {@link #until}'s turn. */
    void startBoth() {
        machines[0].start();
        machines[1].start();
        schedule();
    }

    private void schedule() {
        for (Plan.Fault fault : plan.faults()) {
            agenda.at(fault.at(), () -> apply(fault, true));
            agenda.at(fault.until(), () -> apply(fault, false));
        }
    }

    private void calm() {
        network.heal();
        for (int i = 0; i < 2; i++) {
            pingRuns[i] = true;
            machines[i].carrier = true;
            machines[i].healthy = true;
            machines[i].start();
        }
        witnessRuns = true;
        for (Machine machine : machines) machine.process(machine.life, () -> machine.maintain(false));
        for (Machine machine : machines) machine.process(machine.life, () -> {
            if (isIdle()) machine.election.makeActive(false, machine.clock()); // after a forced standby
        });
    }

    private boolean isIdle() { return machines[0].election.phase() != Phase.ACTIVE && machines[1].election.phase() != Phase.ACTIVE; }

    private boolean isSettled() {
        boolean first = machines[0].election.phase() == Phase.ACTIVE && machines[0].isOpen();
        boolean second = machines[1].election.phase() == Phase.ACTIVE && machines[1].isOpen();
        return first ^ second && machines[0].election.phase() != machines[1].election.phase();
    }

    Machine machine(int number) { return machines[number]; }

    /** Runs on to that time. */
    void until(long time) { while (agenda.next(time)); }

    // ---- faults

    private void apply(Plan.Fault fault, boolean begins) {
        int by = begins ? 1 : -1;
        int node = fault.node();
        int peer = 1 - node;
        Machine machine = machines[node];
        switch (fault.kind()) {
            case CROSS_CUT   -> both(Network.CROSS, 0, 1, by);
            case SPLIT       -> both(Network.LAN, 0, 1, by);
            case CABLE       -> {
                lan(node, by);
                machine.carrier = !begins;
            }
            case LAN_DEAD    -> lan(node, by);
            case ONE_WAY     -> oneWay(fault, node, by);
            case LOSS        -> everywhere(path -> network.loss(path, begins ? 0.1 + 0.8 * fault.amount() : 0));
            case DELAY       -> everywhere(path -> network.delay(path, begins ? (long) (fault.amount() * plan.timing().deadNanos() * 1.5) : 0));
            case PAUSE       -> { if (begins) machine.pausedUntil = Math.max(machine.pausedUntil, fault.until()); }
            case CRASH       -> crash(machine, begins, false);
            case POWER       -> crash(machine, begins, true);
            case PING_NODE   -> pingRuns[node] = !begins;
            case SICK        -> machine.healthy = !begins;
            case WITNESS_DEAD -> witnessRuns = !begins;
            case ISOLATED    -> {
                lan(node, by);
                both(Network.CROSS, node, peer, by);
            }
            case MAKE_ACTIVE -> { if (begins) order(machine, () -> machine.election.makeActive(false, machine.clock())); }
            case MAKE_STANDBY -> { if (begins) order(machine, () -> makeStandby(machine)); }
            case MAINTENANCE -> order(machine, () -> machine.maintain(begins));
        }
    }

    private void oneWay(Plan.Fault fault, int node, int by) {
        if (fault.other() == node || fault.amount() < 0.3) {
            network.cut(Network.path(Network.CROSS, node, 1 - node), by);
        } else {
            boolean out = fault.amount() < 0.65;
            network.cut(Network.path(Network.LAN, out ? node : fault.other(), out ? fault.other() : node), by);
        }
    }

    private void everywhere(IntConsumer change) {
        for (int i = 0; i < 2 * Network.PARTIES * Network.PARTIES; i++) change.accept(i);
    }

    private void both(int medium, int a, int b, int by) {
        network.cut(Network.path(medium, a, b), by);
        network.cut(Network.path(medium, b, a), by);
    }

    private void lan(int node, int by) {
        for (int other = 0; other < Network.PARTIES; other++) if (other != node) both(Network.LAN, node, other, by);
    }

    private static void crash(Machine machine, boolean begins, boolean power) {
        if (begins) machine.crash(power);
        else machine.start();
    }

    private static void order(Machine machine, Runnable order) { machine.process(machine.life, order); }

    private void makeStandby(Machine machine) {
        boolean dead = !machines[1 - machine.number].running && machine.election.peer().silentNanos(machine.clock()) > plan.timing().deadNanos();
        boolean accepted = machine.election.phase().claims() && machine.election.makeStandby(false, machine.clock()).accepted();
        if (dead && accepted) fail(8, "make-standby was accepted although the peer is dead");
    }

    // ---- network

    void heartbeat(Machine from, Heartbeat heartbeat, boolean reflected) {
        long now = agenda.now();
        int peer = 1 - from.number;
        deliver(from, heartbeat, network.arrival(Network.CROSS, from.number, peer, now));
        deliver(from, heartbeat, network.arrival(Network.LAN, from.number, peer, now));
        if (!reflected) return;
        for (int i = 0; plan.reflection() && i < 2; i++) {
            long atPing = pingRuns[i] ? network.arrival(Network.LAN, from.number, 2 + i, now) : Network.LOST;
            if (atPing != Network.LOST) deliver(from, heartbeat, network.arrival(Network.LAN, 2 + i, peer, atPing));
        }
        if (plan.witness()) toWitness(from, heartbeat, network.arrival(Network.LAN, from.number, Network.WITNESS, now));
    }

    private void deliver(Machine from, Heartbeat heartbeat, long arrival) {
        if (arrival == Network.LOST) return;
        Machine to = machines[1 - from.number];
        int fromLife = from.life;
        agenda.at(arrival, () -> to.process(to.life, () -> {
            if (heartbeat.phase().claims() && fromLife == from.life) claimDelivered[from.number] = agenda.now();
            to.election.received(heartbeat, to.clock());
        }));
    }

    private void toWitness(Machine from, Heartbeat heartbeat, long arrival) {
        if (arrival == Network.LOST) return;
        agenda.at(arrival, () -> {
            if (!witnessRuns) return;
            Heartbeat answer = witness.answer(heartbeat, agenda.now());
            long back = network.arrival(Network.LAN, Network.WITNESS, from.number, agenda.now());
            if (back != Network.LOST) agenda.at(back, () -> from.process(from.life, () -> from.election.witnessed(answer, from.clock())));
        });
    }

    /** Echo requests to the ping nodes from a node's own address, and from the shared one while it has it. */
    void pings(Machine from) {
        long now = agenda.now();
        long sent = from.clock();
        int life = from.life;
        for (int i = 0; i < 2; i++) {
            if (!pingRuns[i]) continue;
            int ping = i;
            long there = network.arrival(Network.LAN, from.number, 2 + i, now);
            long back = there == Network.LOST ? there : network.arrival(Network.LAN, 2 + i, from.number, there);
            if (back != Network.LOST) agenda.at(back, () -> from.process(life, () -> from.pongAt[ping] = now));
            if (there != Network.LOST && from.election.phase() == Phase.ACTIVE) agenda.at(there, () -> answerShared(ping, from, sent, life));
        }
    }

    /** The ping node answers to whoever announced the shared address last. */
    private void answerShared(int ping, Machine asker, long sent, int life) {
        int to = owner[ping];
        long arrival = to < 0 ? Network.LOST : network.arrival(Network.LAN, 2 + ping, to, agenda.now());
        if (arrival == Network.LOST || to != asker.number) return;
        agenda.at(arrival, () -> {
            if (asker.isOpen()) asker.process(life, () -> asker.election.owned(sent, asker.clock()));
        });
    }

    void announce(Machine from) {
        for (int i = 0; i < 2; i++) {
            int ping = i;
            for (long later : new long[] {0, 20, 100}) {
                long arrival = network.arrival(Network.LAN, from.number, 2 + i, agenda.now() + later * MS);
                if (arrival != Network.LOST) agenda.at(arrival, () -> owner[ping] = from.number);
            }
        }
    }

    void probe(Machine from) {
        Machine to = machines[1 - from.number];
        long arrival = network.arrival(Network.LAN, from.number, to.number, agenda.now());
        if (arrival == Network.LOST) return;
        agenda.at(arrival, () -> {
            long back = to.isOpen() ? network.arrival(Network.LAN, to.number, from.number, agenda.now()) : Network.LOST;
            if (back != Network.LOST) agenda.at(back, () -> from.process(from.life, () -> from.election.conflict(from.clock())));
        });
    }

    // ---- invariants

    void epochUsed(Machine by, long epoch) {
        Integer before = epochs.putIfAbsent(epoch, by.number);
        if (before != null) fail(2, "epoch " + epoch + " of node " + by.number + " was used by node " + before);
        if (epoch % 2 != by.number) fail(2, "epoch " + epoch + " is none of node " + by.number);
    }

    /** A gate was opened or kept open. */
    void opened(Machine by) {
        Machine other = machines[1 - by.number];
        if (!other.isOpen()) {
            overlapSince = Long.MAX_VALUE;
            return;
        }
        boolean unknowable = !plan.witness() && isBlind(by, other);
        if (!unknowable) fail(1, "both nodes are open");
        documentedSplit = true;
        if (overlapSince == Long.MAX_VALUE) overlapSince = agenda.now();
        if (agenda.now() - overlapSince > 2 * plan.timing().leaseNanos()) fail(1, "both nodes are open for longer than the documented case allows");
    }

    /** Neither could know of the other: at least one direction has carried no claim for nearly the dead time. */
    private boolean isBlind(Machine a, Machine b) {
        long silence = (long) (plan.timing().deadNanos() * 0.9);
        long now = agenda.now();
        return now - claimDelivered[a.number] > silence || now - claimDelivered[b.number] > silence;
    }

    void log(int node, Phase from, Phase to, String reason) {
        if (from == Phase.ACTIVE || to == Phase.ACTIVE) roleChanges++;
        log.add("%.3f ms node %d %s -> %s: %s".formatted(agenda.now() / 1e6, node, from, to, reason));
    }
}
