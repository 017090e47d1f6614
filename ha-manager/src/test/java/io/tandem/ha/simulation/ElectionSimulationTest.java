package io.tandem.ha.simulation;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import io.tandem.ha.membership.Phase;
import io.tandem.ha.simulation.Plan.Fault;
import io.tandem.ha.simulation.Plan.Kind;
import io.tandem.ha.simulation.Simulation.ViolationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Invariants 1 to 8 and 10 of ha.md over random faults; {@code -Dtandem.ha.schedules=} for more, {@code -Dtandem.ha.seed=} for others or for one again. */
class ElectionSimulationTest {
    private static final long MS = 1_000_000;
    private static final long SCHEDULES = Long.getLong("tandem.ha.schedules", 100_000);
    private static final long FIRST_SEED = Long.getLong("tandem.ha.seed", 1);

    @Test void keepsTheInvariantsWhateverGoesWrong() {
        AtomicInteger switches = new AtomicInteger();
        AtomicInteger splits = new AtomicInteger();
        LongStream.range(FIRST_SEED, FIRST_SEED + SCHEDULES).parallel().forEach(seed -> {
            Simulation simulation = run(seed, 1);
            switches.addAndGet(simulation.roleChanges);
            if (simulation.documentedSplit) splits.incrementAndGet();
        });
        System.out.printf("%d schedules, %d role changes, %d with the documented split%n", SCHEDULES, switches.get(), splits.get());
        assertThat(switches.get()).as("the faults do cause take-overs").isGreaterThan((int) (SCHEDULES * 3 / 2));
        assertThat(splits.get()).as("schedules with both nodes active, all of them documented").isLessThan((int) (SCHEDULES / 20));
    }

    /** A kernel that keeps the gate open for three times the lease: the simulator must notice. */
    @Test void findsAGateThatDoesNotKeepTheLease() {
        assertThatThrownBy(() -> LongStream.range(1, 5_000).forEach(seed -> run(seed, 6))).isInstanceOf(ViolationException.class)
                .hasMessageContaining("invariant 1").hasMessageContaining("seed");
    }

    private static Simulation run(long seed, double gateFactor) {
        SplittableRandom random = new SplittableRandom(seed);
        Simulation simulation = new Simulation(random.nextLong(), Plan.random(random).withGateFactor(gateFactor));
        try {
            simulation.run();
            return simulation;
        } catch (ViolationException e) {
            throw new ViolationException("seed " + seed + " (-Dtandem.ha.seed=" + seed + " -Dtandem.ha.schedules=1): " + e.getMessage());
        }
    }

    /** Invariant 7: none of these changes a role, not even for a moment. */
    @ParameterizedTest @EnumSource(names = {"CROSS_CUT", "SPLIT", "PING_NODE", "WITNESS_DEAD"})
    void oneFailedLinkOrPingNodeChangesNoRole(Kind kind) {
        for (int node = 0; node < 2; node++) {
            Fault fault = new Fault(1500 * MS, 3500 * MS, kind, node, 0, 0.5);
            for (long seed = 0; seed < 200; seed++) {
                Simulation simulation = new Simulation(seed, Plan.quiet(fault));
                assertThatCode(simulation::run).doesNotThrowAnyException();
                assertThat(simulation.roleChanges).isEqualTo(1);
            }
        }
    }

    @Test void theFirstNodeBecomesActiveWhenBothStartAndNeitherEverWas() {
        Simulation simulation = new Simulation(2, Plan.quiet());
        simulation.run();
        assertThat(simulation.machine(0).election.phase()).isEqualTo(Phase.ACTIVE);
        assertThat(simulation.machine(1).election.phase()).isEqualTo(Phase.STANDBY);
        assertThat(simulation.machine(0).election.isProtected(simulation.machine(0).clock())).isTrue();
    }

    /** Rows 2, 4 and 6 of ha.md §4: no longer than the promise. */
    @ParameterizedTest @EnumSource(names = {"POWER", "CABLE", "ISOLATED", "SICK", "PAUSE"})
    void thePeerTakesOverWithinThePromise(Kind kind) {
        long promise = kind == Kind.CABLE || kind == Kind.SICK ? 150 * MS : 700 * MS;
        for (long seed = 0; seed < 200; seed++) {
            Simulation simulation = new Simulation(seed, Plan.quiet(new Fault(2501 * MS + seed * MS, 9000 * MS, kind, 0, 0, 0.5)));
            simulation.startBoth();
            simulation.until(2500 * MS);
            assertThat(simulation.machine(0).isOpen()).isTrue();
            simulation.until(2501 * MS + seed * MS + promise);
            assertThat(simulation.machine(1).isOpen()).as("seed %d", seed).isTrue();
            assertThat(simulation.machine(0).isOpen()).isFalse();
        }
    }

    @Test void twoBrokenNodesChangeNoRole() {
        Fault first = new Fault(2500 * MS, 9000 * MS, Kind.SICK, 0, 0, 0.5);
        Fault standby = new Fault(2000 * MS, 9000 * MS, Kind.SICK, 1, 0, 0.5);
        Simulation simulation = new Simulation(1, Plan.quiet(standby, first));
        simulation.startBoth();
        simulation.until(8000 * MS);
        assertThat(simulation.machine(0).isOpen()).isTrue();
        assertThat(simulation.roleChanges).isEqualTo(1);
    }

    @Test void aBrokenNodeWithADeadPeerGoesOn() {
        Fault dead = new Fault(2500 * MS, 9000 * MS, Kind.POWER, 1, 0, 0.5);
        Fault sick = new Fault(4000 * MS, 9000 * MS, Kind.SICK, 0, 0, 0.5);
        Simulation simulation = new Simulation(1, Plan.quiet(dead, sick));
        simulation.startBoth();
        simulation.until(8000 * MS);
        assertThat(simulation.machine(0).isOpen()).isTrue();
        assertThat(simulation.roleChanges).isEqualTo(1);
    }

    @Test void aBrokenNodeHandsOverByTheWitnessWhereNoPingNodeAnswers() {
        Fault[] faults = {new Fault(2000 * MS, 9000 * MS, Kind.PING_NODE, 0, 0, 0.5), new Fault(2000 * MS, 9000 * MS, Kind.PING_NODE, 1, 0, 0.5),
            new Fault(5000 * MS, 9000 * MS, Kind.SICK, 0, 0, 0.5)};
        Simulation simulation = new Simulation(1, Plan.quiet(faults).withWitness());
        simulation.startBoth();
        simulation.until(4999 * MS);
        assertThat(simulation.machine(0).isOpen()).isTrue();
        simulation.until(5150 * MS);
        assertThat(simulation.machine(0).isOpen()).isFalse();
        assertThat(simulation.machine(1).isOpen()).isTrue();
        simulation.until(8900 * MS);
        assertThat(simulation.machine(1).isOpen()).as("and stays there").isTrue();
    }

    /** Invariant 8. */
    @Test void refusesStandbyWithADeadPeerUnlessForced() {
        Simulation simulation = new Simulation(1, Plan.quiet(new Fault(2000 * MS, 9000 * MS, Kind.POWER, 1, 0, 0.5)));
        simulation.startBoth();
        simulation.until(3000 * MS);
        Machine active = simulation.machine(0);
        assertThat(active.election.makeStandby(false, active.clock()).accepted()).isFalse();
        assertThat(active.isOpen()).isTrue();
        assertThat(active.election.makeStandby(true, active.clock()).accepted()).isTrue();
        simulation.until(6000 * MS);
        assertThat(active.isOpen()).as("stays standby until it is told otherwise").isFalse();
        assertThat(active.election.makeActive(false, active.clock()).accepted()).isTrue();
        simulation.until(7000 * MS);
        assertThat(active.isOpen()).isTrue();
    }

    /** As its {@code make-active} is: with a broken service, or stores that have not followed yet, it would serve what is old. */
    @Test void refusesStandbyWithAPeerThatIsWorseOff() {
        Simulation simulation = new Simulation(1, Plan.quiet(new Fault(2500 * MS, 5000 * MS, Kind.SICK, 1, 0, 0.5)));
        simulation.startBoth();
        simulation.until(3000 * MS);
        Machine active = simulation.machine(0);
        Machine worse = simulation.machine(1);
        assertThat(active.election.makeStandby(false, active.clock()).message()).startsWith("refused: the peer is standby with score 3 and worse off");
        assertThat(active.election.maintain(true, false, active.clock()).accepted()).isFalse();
        assertThat(worse.election.makeActive(false, worse.clock()).accepted()).as("alike").isFalse();
        simulation.until(5500 * MS);
        assertThat(active.isOpen()).isTrue();
        assertThat(active.election.makeStandby(false, active.clock()).accepted()).as("whole again").isTrue();
        simulation.until(6000 * MS);
        assertThat(worse.isOpen()).isTrue();
    }

    @Test void aWorsePeerServesWhileThisNodeIsInMaintenanceByForce() {
        Simulation simulation = new Simulation(1, Plan.quiet(new Fault(2500 * MS, 9000 * MS, Kind.SICK, 1, 0, 0.5)));
        simulation.startBoth();
        simulation.until(3000 * MS);
        Machine active = simulation.machine(0);
        assertThat(active.election.maintain(true, true, active.clock()).accepted()).isTrue();
        simulation.until(6000 * MS);
        assertThat(simulation.machine(1).isOpen()).isTrue();
    }

    @Test void aPlannedSwitchTakesATripOverTheLink() {
        Simulation simulation = new Simulation(1, Plan.quiet());
        simulation.startBoth();
        simulation.until(3000 * MS);
        Machine active = simulation.machine(0);
        assertThat(active.election.makeStandby(false, active.clock()).accepted()).isTrue();
        assertThat(active.isOpen()).isFalse();
        simulation.until(3005 * MS);
        assertThat(simulation.machine(1).isOpen()).isTrue();
        simulation.until(9000 * MS);
        assertThat(simulation.machine(1).isOpen()).as("and does not go back by itself").isTrue();
    }

    @Test void anOrderOnTheStandbyMovesTheRoleToIt() {
        Simulation simulation = new Simulation(1, Plan.quiet());
        simulation.startBoth();
        simulation.until(3000 * MS);
        Machine standby = simulation.machine(1);
        assertThat(standby.election.makeActive(false, standby.clock()).accepted()).isTrue();
        simulation.until(3005 * MS);
        assertThat(standby.isOpen()).isTrue();
        assertThat(simulation.machine(0).isOpen()).isFalse();
    }

    @ParameterizedTest @ValueSource(booleans = {false, true}) void anOrderWaitsUntilNoCallIsBeingSetUp(boolean ofThePeer) {
        Simulation simulation = draining(new Fault(9000 * MS, 9001 * MS, Kind.SICK, 1, 0, 0.5));
        Machine active = simulation.machine(0);
        Machine standby = simulation.machine(1);
        assertThat((ofThePeer ? standby.election.makeActive(false, standby.clock()) : active.election.makeStandby(false, active.clock())).accepted()).isTrue();
        simulation.until(3400 * MS);
        assertThat(active.isOpen()).as("calls are being set up").isTrue();
        assertThat(active.isDraining()).isTrue();
        active.answered();
        simulation.until(3405 * MS);
        assertThat(standby.isOpen()).isTrue();
        assertThat(active.isDraining()).isFalse();
    }

    @Test void anOrderWaitsNoLongerThanItMay() {
        Simulation simulation = draining(new Fault(9000 * MS, 9001 * MS, Kind.SICK, 1, 0, 0.5));
        Machine active = simulation.machine(0);
        assertThat(active.election.makeStandby(false, active.clock()).accepted()).isTrue();
        simulation.until(3990 * MS);
        assertThat(active.isOpen()).isTrue();
        simulation.until(4060 * MS);
        assertThat(active.isOpen()).isFalse();
        assertThat(simulation.machine(1).isOpen()).isTrue();
    }

    @Test void byForceAnOrderDoesNotWait() {
        Simulation simulation = draining(new Fault(9000 * MS, 9001 * MS, Kind.SICK, 1, 0, 0.5));
        Machine active = simulation.machine(0);
        assertThat(active.election.makeStandby(true, active.clock()).accepted()).isTrue();
        assertThat(active.isOpen()).isFalse();
    }

    @Test void anOrderThatWaitsCanBeCalledOff() {
        Simulation simulation = draining(new Fault(9000 * MS, 9001 * MS, Kind.SICK, 1, 0, 0.5));
        Machine active = simulation.machine(0);
        assertThat(active.election.makeStandby(false, active.clock()).accepted()).isTrue();
        assertThat(active.election.makeActive(false, active.clock()).message()).isEqualTo("this node is active already and stays it");
        assertThat(active.isDraining()).isFalse();
        simulation.until(6000 * MS);
        assertThat(active.isOpen()).isTrue();
        assertThat(simulation.roleChanges).isEqualTo(1);
    }

    /** No failure waits for calls. */
    @ParameterizedTest @EnumSource(names = {"POWER", "CABLE", "ISOLATED", "SICK", "PAUSE"})
    void aFailureInADrainIsTakenOverWithinThePromise(Kind kind) {
        long promise = kind == Kind.CABLE || kind == Kind.SICK ? 150 * MS : 700 * MS;
        Simulation simulation = draining(new Fault(3100 * MS, 9000 * MS, kind, 0, 0, 0.5));
        Machine active = simulation.machine(0);
        assertThat(active.election.makeStandby(false, active.clock()).accepted()).isTrue();
        simulation.until(3100 * MS + promise);
        assertThat(active.isOpen()).isFalse();
        assertThat(simulation.machine(1).isOpen()).isTrue();
    }

    @Test void anOrderIsVoidWhenThePeerDiesMeanwhile() {
        Simulation simulation = draining(new Fault(3100 * MS, 9000 * MS, Kind.POWER, 1, 0, 0.5));
        Machine active = simulation.machine(0);
        assertThat(active.election.makeStandby(false, active.clock()).accepted()).isTrue();
        simulation.until(6000 * MS);
        assertThat(active.isDraining()).isFalse();
        assertThat(active.isOpen()).isTrue();
        assertThat(simulation.roleChanges).isEqualTo(1);
    }

    /** Node 0 is active, orders wait for a second, and calls are never all set up. */
    private static Simulation draining(Fault fault) {
        Simulation simulation = new Simulation(1, Plan.quiet(fault).withDrain(1000 * MS));
        simulation.neverQuiet = true;
        simulation.startBoth();
        simulation.until(3000 * MS);
        assertThat(simulation.machine(0).isOpen()).isTrue();
        return simulation;
    }

    @Test void inMaintenanceANodeTakesNothingOver() {
        Simulation simulation = new Simulation(1, Plan.quiet(new Fault(4000 * MS, 9000 * MS, Kind.POWER, 0, 0, 0.5)));
        simulation.startBoth();
        simulation.until(3000 * MS);
        simulation.machine(1).maintain(true);
        simulation.until(6000 * MS);
        assertThat(simulation.machine(1).isOpen()).isFalse();
        Machine node = simulation.machine(1);
        assertThat(node.election.makeActive(true, node.clock()).message()).contains("maintenance off");
        node.maintain(false);
        simulation.until(7500 * MS);
        assertThat(node.isOpen()).isTrue();
    }

    /** Row 9: crosslink cut and the lan split between the two, both see the ping nodes. */
    @Test void reflectionKeepsTheRoleWhereNoDirectPathIsLeft() {
        Fault cross = new Fault(2500 * MS, 7000 * MS, Kind.CROSS_CUT, 0, 0, 0.5);
        Fault split = new Fault(3000 * MS, 7000 * MS, Kind.SPLIT, 0, 0, 0.5);
        for (long seed = 0; seed < 100; seed++) {
            Simulation simulation = new Simulation(seed, Plan.quiet(cross, split).withReflection());
            simulation.startBoth();
            simulation.until(8000 * MS);
            assertThat(simulation.roleChanges).isEqualTo(1);
        }
    }
}
