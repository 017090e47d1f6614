package io.tandem.ha.simulation;

import io.tandem.ha.election.Effects;
import io.tandem.ha.election.Election;
import io.tandem.ha.election.LocalState;
import io.tandem.ha.election.Timing;
import io.tandem.ha.membership.Heartbeat;
import io.tandem.ha.membership.Phase;

/** One machine of the pair: a kernel with a gate and an address, a disk, a clock that drifts, and the election as its process, which may stand still or die. */
final class Machine implements Effects {
    private static final long MS = 1_000_000;
    final int number;
    private final Simulation world;
    private final Timing timing;
    private final double clockRate;
    private final long clockOffset;

    // kernel
    private boolean address;
    private long gateUntil = Long.MIN_VALUE;
    boolean carrier = true;
    // disk
    private long diskEpoch;
    private long diskReserved;
    private boolean diskMaintenance;
    // process
    Election election;
    boolean running;
    long pausedUntil;
    int life;
    private boolean servicesActive;
    private boolean draining;
    private boolean settingUp;
    private long drainUntil;
    private long lastActiveEpoch;
    boolean healthy = true;
    final long[] pongAt = {Long.MIN_VALUE / 2, Long.MIN_VALUE / 2};
    private long zeroScoreSince = Long.MAX_VALUE;
    private long outdoneSince = Long.MAX_VALUE;
    private LocalState observed = LocalState.UNKNOWN;

    Machine(int number, Simulation world, Timing timing, double clockRate, long clockOffset) {
        this.number = number;
        this.world = world;
        this.timing = timing;
        this.clockRate = clockRate;
        this.clockOffset = clockOffset;
    }

    /** The machine's monotonic clock. */
    long clock() { return clockOffset + (long) (world.agenda.now() * clockRate); }

    private long toTrue(long localNanos) { return (long) (localNanos / clockRate); }

    boolean isOpen() { return address && world.agenda.now() < gateUntil; }

    boolean isDraining() { return draining; }

    // ---- life

    void start() {
        if (running) return;
        running = true;
        life++;
        address = false;
        gateUntil = Long.MIN_VALUE;
        servicesActive = false;
        draining = false;
        long boot = 10 + life;
        election = new Election(timing, new Election.Setup(number, boot, world.plan.witness(), world.plan.drain()),
                new Election.Stored(diskEpoch, diskReserved, diskMaintenance), this, clock());
        int thisLife = life;
        long first = world.random.nextLong(timing.heartbeatNanos());
        world.agenda.at(world.agenda.now() + first, () -> tick(thisLife));
    }

    /** The process only, or all of the machine: then its address is gone as well. */
    void crash(boolean power) {
        running = false;
        servicesActive = false;
        if (power) {
            address = false;
            gateUntil = Long.MIN_VALUE;
        }
    }

    private void tick(int ofLife) {
        if (!running || life != ofLife) return;
        if (isPaused(() -> tick(ofLife))) return;
        world.agenda.at(world.agenda.now() + toTrue(timing.heartbeatNanos()), () -> tick(ofLife));
        observe();
        world.pings(this);
        election.tick(clock());
        checkScore();
    }

    private void observe() {
        int pings = 0;
        for (long at : pongAt) if (world.agenda.now() - at < timing.pingPatienceNanos()) pings++;
        observed = new LocalState(carrier, healthy, pings);
        election.observed(observed, clock());
    }

    private void checkScore() {
        boolean zero = !carrier || diskMaintenance;
        if (!zero) zeroScoreSince = Long.MAX_VALUE;
        else if (zeroScoreSince == Long.MAX_VALUE) zeroScoreSince = world.agenda.now();
        if (zero && election.phase() == Phase.ACTIVE && world.agenda.now() - zeroScoreSince > toTrue(timing.leaseNanos() + 2 * timing.heartbeatNanos())) {
            world.fail(5, "node " + number + " is active with score 0 for longer than its lease");
        }
        checkOutdone();
    }

    /** Broken, and it hears a standby that is better off. */
    private void checkOutdone() {
        boolean outdone = !healthy && election.isProtected(clock()) && election.peer().last().score() > observed.score();
        if (!outdone) outdoneSince = Long.MAX_VALUE;
        else if (outdoneSince == Long.MAX_VALUE) outdoneSince = world.agenda.now();
        if (outdone && world.agenda.now() - outdoneSince > toTrue(timing.leaseNanos() + 2 * timing.heartbeatNanos())) {
            world.fail(5, "node " + number + " is broken and active beside a better standby for longer than its lease");
        }
    }

    private boolean isPaused(Runnable later) {
        if (world.agenda.now() >= pausedUntil) return false;
        world.agenda.at(pausedUntil, later);
        return true;
    }

    /** Has the process do something, as soon as it runs. */
    void process(int ofLife, Runnable action) {
        if (!running || life != ofLife || isPaused(() -> process(ofLife, action))) return;
        action.run();
    }

    void maintain(boolean on) {
        if (election.maintain(on, false, clock()).accepted()) diskMaintenance = on;
    }

    // ---- effects

    @Override public void send(Heartbeat heartbeat, boolean reflected) { world.heartbeat(this, heartbeat, reflected); }

    @Override public void probe() { world.probe(this); }

    @Override public void takeOver(long epoch, long decidedAt) {
        if (epoch > diskReserved) world.fail(3, "node " + number + " uses epoch " + epoch + " that is not on its disk");
        if (epoch <= lastActiveEpoch) world.fail(3, "node " + number + " uses epoch " + epoch + " after " + lastActiveEpoch);
        lastActiveEpoch = epoch;
        world.epochUsed(this, epoch);
        address = true;
        open();
        world.announce(this);
        servicesActive = true;
    }

    @Override public void renewGate(long decidedAt) {
        if (!address) world.fail(4, "node " + number + " renews without the address");
        open();
    }

    private void open() {
        gateUntil = world.agenda.now() + (long) (toTrue(timing.gateNanos()) * world.plan.gateFactor());
        world.opened(this);
    }

    @Override public void yield() {
        address = false;
        gateUntil = Long.MIN_VALUE;
        servicesActive = false;
    }

    /** Services answer when their calls have got theirs, or never. */
    @Override public void drain(boolean on) {
        if (on == draining) world.fail(9, "node " + number + " has told its services twice that they drain: " + on);
        draining = on;
        if (!on) return;
        if (election.phase() != Phase.ACTIVE) world.fail(9, "node " + number + " drains and is not active");
        settingUp = true;
        drainUntil = clock() + world.plan.drain();
        int thisLife = life;
        if (world.neverQuiet || world.random.nextInt(3) == 0) return;
        world.agenda.at(world.agenda.now() + world.random.nextLong(2 * world.plan.drain()), () -> process(thisLife, this::answered));
    }

    /** No call is being set up. */
    void answered() {
        settingUp = false;
        election.quiet(clock());
    }

    @Override public void reserve(long epoch) {
        int thisLife = life;
        long delay = world.random.nextLong(15 * MS);
        world.agenda.at(world.agenda.now() + delay, () -> {
            if (!running || life != thisLife) return; // lost with the machine, or on disk only: both are allowed
            diskReserved = Math.max(diskReserved, epoch);
            process(thisLife, () -> election.reserved(epoch, clock()));
        });
    }

    @Override public void remember(long epoch) { diskEpoch = Math.max(diskEpoch, epoch); }

    @Override public void changed(Phase from, Phase to, String reason) {
        world.log(number, from, to, reason);
        if (draining && from == Phase.ACTIVE && reason.startsWith("ordered by") && settingUp && clock() < drainUntil) {
            world.fail(9, "node " + number + " hands over by order while calls are being set up");
        }
        if (servicesActive != (to == Phase.ACTIVE)) world.fail(4, "services of node " + number + " were not told of " + to);
    }
}
