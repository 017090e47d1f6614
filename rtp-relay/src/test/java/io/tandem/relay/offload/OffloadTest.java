package io.tandem.relay.offload;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.FlowCounters;
import io.tandem.relay.kernel.KernelPath;
import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.latch.LatchPolicy;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.pipeline.PortKind;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.rtcp.SourceTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two ports that lead to each other; what the kernel is told is written down. */
class OffloadTest {
    private static final Endpoint A = endpoint("203.0.113.5", 4000);
    private static final Endpoint B = endpoint("192.0.2.7", 5000);
    private static final Duration CHECK = Duration.ofSeconds(10);

    private final Ledger ledger = new Ledger();
    private final SourceTable sources = new SourceTable();
    private final RelaySocket towardsA = port("198.51.100.1", 30_000, PortKind.RTP);
    private final RelaySocket towardsB = port("198.51.100.1", 30_002, PortKind.RTP);
    private long nowNanos = 1;
    /** What each look at the clock takes. */
    private long slowNanos;
    private Offload offload = new Offload(ledger, () -> nowNanos += slowNanos, 184, false, CHECK);

    /** A kernel that keeps what it is told. */
    private static final class Ledger implements KernelPath {
        private final Map<Endpoint, Flow> flows = new LinkedHashMap<>();
        private final List<String> done = new ArrayList<>();
        private Optional<UserSpaceReason> refusal = Optional.empty();
        private FlowCounters counters = new FlowCounters();
        /** Packets that only an exact look finds. */
        private long unlisted;
        private boolean changed;
        private boolean current = true;

        @Override
        public Optional<UserSpaceReason> insert(Flow flow) {
            if (refusal.isEmpty()) flows.put(flow.local(), flow);
            return refusal;
        }

        @Override
        public void remove(Endpoint local) {
            if (flows.remove(local) != null) done.add("removed " + local.port());
        }

        @Override
        public void read(Endpoint local, FlowCounters into) {
            into.packets = counters.packets;
            into.bytes = counters.bytes;
            into.ssrc = counters.ssrc;
            into.sequence = counters.sequence;
            into.payloadType = counters.payloadType;
        }

        @Override
        public void readLast(Endpoint local, FlowCounters into) {
            read(local, into);
            into.packets += unlisted;
            into.bytes += unlisted * 172;
        }

        @Override
        public boolean isCurrent(Flow flow) {
            return current;
        }

        @Override
        public boolean routesChanged() {
            return changed;
        }
    }

    private static Endpoint endpoint(String host, int port) {
        return Endpoint.of(InetAddress.ofLiteral(host), port);
    }

    private RelaySocket port(String host, int port, PortKind kind) {
        return new RelaySocket(-1, endpoint(host, port), kind, sources, 0);
    }

    @BeforeEach
    void aCallThatIsLearnt() {
        offload.opened(towardsA);
        offload.opened(towardsB);
        towardsA.wire(towardsB, towardsB);
        towardsB.wire(towardsA, towardsA);
        learn(towardsA, A);
        learn(towardsB, B);
    }

    private void learn(RelaySocket port, Endpoint party) {
        port.latch().signal(party, LatchPolicy.DEFAULT, nowNanos);
        packet(port, party);
    }

    private void packet(RelaySocket port, Endpoint from) {
        port.latch().accepts(from.head(), from.high(), from.low(), nowNanos);
        port.relayedByKernel(1, 172, port, nowNanos); // counts as one packet, wherever it passed
    }

    private void aSecondPasses() {
        nowNanos += 1_000_000_000L;
        offload.everySecond();
    }

    private UserSpaceReason why(RelaySocket port) {
        return port.whyInUserSpace().orElseThrow();
    }

    @Test
    void bothDirectionsMoveOnceBothEndsAreLearnt() {
        aSecondPasses();
        assertThat(ledger.flows).containsOnly(
                Map.entry(towardsA.local(), new Flow(towardsA.local(), A, towardsB.local(), B, true, false, 184, 8000)),
                Map.entry(towardsB.local(), new Flow(towardsB.local(), B, towardsA.local(), A, true, false, 184, 8000)));
        assertThat(offload.flows()).isEqualTo(2);
        assertThat(towardsA.whyInUserSpace()).isEmpty();
    }

    @Test
    void packetsComeBetweenMovesThatTakeLong() {
        slowNanos = 2_000_000;
        nowNanos += 1_000_000_000L;
        assertThat(offload.everySecond()).as("another turn").isTrue();
        assertThat(ledger.flows).hasSize(1);
        offload.closing(List.of(towardsA, towardsB)); // meanwhile
        assertThat(offload.goOn()).isFalse();
        assertThat(ledger.flows).isEmpty();
        assertThat(offload.flows()).isZero();
    }

    @Test
    void theNextTurnGoesOnWhereTheLastOneEnded() {
        slowNanos = 2_000_000;
        nowNanos += 1_000_000_000L;
        assertThat(offload.everySecond()).isTrue();
        assertThat(offload.goOn()).isFalse();
        assertThat(offload.flows()).isEqualTo(2);
    }

    @Test
    void whatChangesATargetPullsTheFlowsOfBothSidesBeforeItChanges() {
        aSecondPasses();
        ledger.counters.packets = 50;
        towardsA.latch().signal(endpoint("203.0.113.5", 4444), LatchPolicy.DEFAULT, nowNanos);
        assertThat(ledger.done).containsExactly("removed 30000", "removed 30002");
        assertThat(towardsA.received().packets()).isEqualTo(51);
        assertThat(offload.flows()).isZero();
        assertThat(why(towardsA)).isEqualTo(UserSpaceReason.CHECK);
    }

    @Test
    void eachChangeOfAPortPulls() {
        List<Runnable> changes = List.of(() -> towardsA.processors().filter((_, _) -> true), () -> towardsA.kind(PortKind.DATAGRAM),
                () -> towardsA.wire(towardsA, towardsA), () -> towardsA.latch().clear(),
                () -> towardsA.processors().transform((_, _) -> true), () -> towardsB.processors().egress((_, _) -> true),
                () -> towardsA.muxed(true),
                () -> towardsA.latch().policy(LatchPolicy.DEFAULT.withMode(LearningMode.OFF)));
        for (Runnable change : changes) {
            aSecondPasses();
            packet(towardsA, A);
            packet(towardsB, B);
            aSecondPasses();
            assertThat(ledger.flows).containsKey(towardsA.local());
            change.run();
            assertThat(ledger.flows).isEmpty();
            towardsA.processors().filter(null);
            towardsA.kind(PortKind.RTP);
            towardsA.wire(towardsB, towardsB);
            towardsA.processors().transform(null);
            towardsB.processors().egress(null);
            towardsA.muxed(false);
            learn(towardsA, A);
            packet(towardsB, B);
        }
    }

    @Test
    void saysWhyAStreamStays() {
        towardsA.processors().transform((_, _) -> true);
        towardsB.processors().filter((_, _) -> true);
        aSecondPasses();
        assertThat(why(towardsA)).isEqualTo(UserSpaceReason.TRANSCODING);
        assertThat(why(towardsB)).isEqualTo(UserSpaceReason.BLOCKED);

        towardsA.processors().transform(null);
        towardsB.processors().filter(null);
        towardsA.kind(PortKind.DATAGRAM);
        towardsB.kind(PortKind.RTCP);
        aSecondPasses();
        assertThat(why(towardsA)).isEqualTo(UserSpaceReason.NOT_RTP);
        assertThat(why(towardsB)).isEqualTo(UserSpaceReason.RTCP);

        towardsA.kind(PortKind.RTP);
        towardsB.kind(PortKind.RTP);
        towardsB.latch().clear();
        aSecondPasses();
        assertThat(why(towardsA)).isEqualTo(UserSpaceReason.NO_RECEIVER);
        assertThat(why(towardsB)).isEqualTo(UserSpaceReason.SOURCE_NOT_LEARNED);

        towardsB.latch().signal(B, LatchPolicy.DEFAULT, nowNanos);
        aSecondPasses();
        assertThat(why(towardsA)).isEqualTo(UserSpaceReason.TARGET_NOT_LEARNED);

        towardsA.latch().policy(new LatchPolicy(LearningMode.OFF, false, false, true, false, Optional.empty()));
        aSecondPasses();
        assertThat(why(towardsA)).isEqualTo(UserSpaceReason.ASYMMETRIC);
        assertThat(ledger.flows).isEmpty();
    }

    @Test
    void aSilentReceiverDoesNotHoldAStreamBackForEver() {
        towardsB.latch().signal(B, LatchPolicy.DEFAULT, nowNanos);
        for (int i = 0; i < 3; i++) {
            aSecondPasses();
        }
        assertThat(ledger.flows).containsOnlyKeys(towardsA.local());
    }

    @Test
    void partiesOfDifferentFamiliesStay() {
        RelaySocket towards6 = port("2001:db8::1", 30_004, PortKind.RTP);
        offload.opened(towards6);
        learn(towards6, endpoint("2001:db8::7", 5000));
        towardsA.wire(towards6, towards6);
        aSecondPasses();
        assertThat(why(towardsA)).isEqualTo(UserSpaceReason.FAMILIES_DIFFER);
    }

    @Test
    void whatTheKernelSaysIsTheReason() {
        ledger.refusal = Optional.of(UserSpaceReason.NO_ROUTE);
        aSecondPasses();
        assertThat(why(towardsA)).isEqualTo(UserSpaceReason.NO_ROUTE);
        assertThat(offload.flows()).isZero();
    }

    @Test
    void figuresComeBackEachSecond() {
        aSecondPasses();
        ledger.counters.packets = 50;
        ledger.counters.bytes = 50 * 172;
        ledger.counters.ssrc = 0xABCD;
        ledger.counters.sequence = 100;
        aSecondPasses();
        aSecondPasses();
        assertThat(towardsA.received().packets()).isEqualTo(51);
        assertThat(towardsB.sent().packets()).isEqualTo(51); // and its own packet of the set-up
        assertThat(towardsA.lastPacketNanos()).isEqualTo(2_000_000_001L);
        assertThat(sources.snapshot().getFirst().packets()).isEqualTo(100); // both directions share a table here
    }

    @Test
    void figuresAreExactBeforeAReportAndTheFlowStays() {
        aSecondPasses();
        ledger.counters.packets = 50;
        aSecondPasses();
        ledger.unlisted = 7;
        offload.counting(towardsA);
        assertThat(towardsA.received().packets()).isEqualTo(58);
        offload.counting(towardsA);
        aSecondPasses();                                      // an older listing takes nothing back
        assertThat(towardsA.received().packets()).isEqualTo(58);
        assertThat(ledger.flows).containsKey(towardsA.local());
        ledger.unlisted = 9;
        towardsA.kind(PortKind.DATAGRAM);
        assertThat(towardsA.received().packets()).isEqualTo(60);
        offload.counting(towardsA);                           // no longer in the kernel
    }

    @Test
    void aCallsOwnTosIsSetByTheKernel() {
        towardsB.trafficClass(0x60);
        aSecondPasses();
        assertThat(ledger.flows.get(towardsA.local()).trafficClass()).isEqualTo(0x60);
        assertThat(ledger.flows.get(towardsB.local()).trafficClass()).isEqualTo(184);
    }

    @Test
    void packetsThatAKernelDoesNotLookAtAreNotLost() {
        sources.onRtp(7, 8, 1000, 0, 172, nowNanos);
        aSecondPasses();
        ledger.counters.packets = 3500;                       // nftables counts, and knows no sequence numbers
        ledger.counters.bytes = 3500 * 172;
        aSecondPasses();
        sources.onRtp(7, 8, 1000 + 2 * 3500 + 1, 0, 172, nowNanos); // both directions share a table here
        assertThat(sources.snapshot().getFirst().cumulativeLost()).isZero();
        assertThat(sources.snapshot().getFirst().packets()).isEqualTo(2 * 3500 + 2);
        assertThat(towardsA.receivedByKernel().packets()).isEqualTo(3501);
    }

    @Test
    void aFlowComesBackForOnePacketThroughTheFirewall() {
        aSecondPasses();
        for (int i = 0; i < 10; i++) {
            aSecondPasses();
        }
        assertThat(ledger.flows).isEmpty();
        aSecondPasses();
        assertThat(why(towardsA)).isEqualTo(UserSpaceReason.CHECK);
        packet(towardsA, A);
        aSecondPasses();
        assertThat(ledger.flows).containsOnlyKeys(towardsA.local());
    }

    @Test
    void anotherRouteTakesAFlowOut() {
        aSecondPasses();
        ledger.changed = true;
        aSecondPasses();
        assertThat(ledger.flows).hasSize(2);
        ledger.current = false;
        aSecondPasses();
        assertThat(ledger.flows).isEmpty();
    }

    @Test
    void anotherMediaClockTakesAFlowOut() {
        int[] clocks = SourceTable.defaultClockRates();
        clocks[9] = 16_000;
        sources.clockRates(clocks);
        aSecondPasses();
        ledger.counters.packets = 1;
        ledger.counters.ssrc = 0xABCD;
        ledger.counters.payloadType = 9;
        aSecondPasses();
        assertThat(ledger.flows).isEmpty();
    }

    /** Its figures were reported before; a port that stays is still asked for its own. */
    @Test
    void aClosedPortLeavesNothingAndIsNotReadAgain() {
        aSecondPasses();
        ledger.counters.packets = 50;
        offload.closing(List.of(towardsA));
        assertThat(ledger.done).containsExactly("removed 30000", "removed 30002");
        assertThat(towardsA.received().packets()).isEqualTo(1);
        assertThat(towardsB.received().packets()).isEqualTo(51);
        aSecondPasses();
        assertThat(offload.flows()).isZero();
    }

    @Test
    void portsThatCloseTogetherAreOnlyTakenOut() {
        aSecondPasses();
        ledger.counters.packets = 50;
        offload.closing(List.of(towardsA, towardsB));
        assertThat(ledger.done).containsExactly("removed 30000", "removed 30002");
        assertThat(towardsB.received().packets()).isEqualTo(1);
        assertThat(offload.flows()).isZero();
    }
}
