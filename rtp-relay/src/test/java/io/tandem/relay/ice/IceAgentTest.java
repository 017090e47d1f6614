package io.tandem.relay.ice;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.relay.os.Endpoint;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two agents, A and B, on a network and a clock that the test moves by hand. */
class IceAgentTest {
    private static final long MILLI = 1_000_000L;

    private record Flight(Agent from, Agent to, int component, Endpoint source, byte[] datagram) {}

    private final Queue<Flight> wire = new ArrayDeque<>();
    private final Set<Endpoint> unreachable = new HashSet<>();
    private final List<Agent> agents = new ArrayList<>();
    private long nowNanos;

    private final class Agent implements IceOutput {
        final Endpoint address;
        final IceAgent ice;
        final Map<Integer, Endpoint> target = new HashMap<>();
        final Set<Endpoint> accepted = new HashSet<>();
        final Set<Integer> lost = new HashSet<>();
        /** As the others see it, if a NAT stands before it. */
        Endpoint seenAs;
        long wakeNanos;
        int sent;

        Agent(String host, boolean lite, boolean controlling, int components) {
            address = endpoint(host, 5000);
            seenAs = address;
            List<Candidate> candidates = new ArrayList<>();
            for (int component = 1; component <= components; component++) {
                candidates.add(Candidate.host(component, address.withPort(4999 + component), 0));
            }
            ice = new IceAgent(IceCredentials.random(), candidates, new IceAgent.Mode(lite, controlling), this, new Random(agents.size()));
            agents.add(this);
        }

        void knows(Agent other, Candidate... more) {
            List<Candidate> candidates = new ArrayList<>(other.ice.candidates());
            candidates.addAll(List.of(more));
            ice.peer(other.ice.local(), false, candidates);
        }

        @Override
        public void send(int component, Endpoint to, byte[] datagram) {
            sent++;
            for (Agent other : agents) {
                if (other == this || unreachable.contains(to) || !other.seenAs.address().equals(to.address())) continue;
                wire.add(new Flight(this, other, to.port() - 4999, seenAs.withPort(4999 + component), datagram));
            }
        }

        @Override
        public void accept(int component, Endpoint source) {
            accepted.add(source);
        }

        @Override
        public void direct(int component, Endpoint to) {
            target.put(component, to);
        }

        @Override
        public void consentLost(int component) {
            lost.add(component);
        }
    }

    private static Endpoint endpoint(String host, int port) {
        return Endpoint.of(InetAddress.ofLiteral(host), port);
    }

    private void timePasses(long millis) {
        for (long end = nowNanos + millis * MILLI; nowNanos < end; nowNanos += 5 * MILLI) {
            for (Agent agent : agents) {
                if (nowNanos < agent.wakeNanos) continue;
                long wait = agent.ice.run(nowNanos);
                agent.wakeNanos = wait < 0 ? nowNanos + 5 * MILLI : nowNanos + wait;
            }
            deliver();
        }
    }

    private void deliver() {
        for (Flight flight = wire.poll(); flight != null; flight = wire.poll()) {
            flight.to().ice.receive(flight.component(), flight.source(), flight.datagram(), nowNanos);
            flight.to().wakeNanos = nowNanos;
        }
    }

    @Test
    void theControllingAgentNominatesAPairForEachComponent() {
        Agent a = new Agent("192.0.2.1", false, true, 2);
        Agent b = new Agent("192.0.2.2", false, false, 2);
        a.knows(b);
        b.knows(a);
        timePasses(500);
        assertThat(a.target).containsEntry(1, b.address).containsEntry(2, b.address.withPort(5001));
        assertThat(b.target).containsEntry(1, a.address).containsEntry(2, a.address.withPort(5001));
        assertThat(b.ice.nominated(1)).contains(a.address);
        assertThat(a.ice.nominated(2)).contains(b.address.withPort(5001));
        assertThat(a.accepted).contains(b.address);
    }

    @Test
    void whoBothWantToNominateSettleIt() {
        for (boolean role : new boolean[] {true, false}) {
            agents.clear();
            Agent a = new Agent("192.0.2.1", false, role, 1);
            Agent b = new Agent("192.0.2.2", false, role, 1);
            a.knows(b);
            b.knows(a);
            timePasses(1000);
            assertThat(a.ice.isControlling()).isNotEqualTo(b.ice.isControlling());
            assertThat(a.ice.nominated(1)).contains(b.address);
            assertThat(b.ice.nominated(1)).contains(a.address);
        }
    }

    @Test
    void aPeerBehindNatIsReachedByTheAddressItsChecksComeFrom() {
        Agent a = new Agent("192.0.2.1", false, true, 1);
        Agent b = new Agent("10.0.0.2", false, false, 1);
        b.seenAs = endpoint("198.51.100.2", 5000);
        a.knows(b);
        b.knows(a);
        timePasses(1000);
        assertThat(a.ice.nominated(1)).contains(b.seenAs);
        assertThat(b.ice.nominated(1)).contains(a.address);
    }

    @Test
    void aBetterCandidateThatNeverAnswersIsNotWaitedForLong() {
        Agent a = new Agent("192.0.2.1", false, true, 1);
        Agent b = new Agent("192.0.2.2", false, false, 1);
        Endpoint dead = endpoint("203.0.113.9", 5000);
        unreachable.add(dead);
        b.knows(a);
        a.knows(b, new Candidate("x", 1, 2_130_706_431L + 1, dead, Candidate.Type.HOST));
        timePasses(1000);
        assertThat(a.ice.nominated(1)).contains(b.address);
    }

    @Test
    void aLiteAgentAnswersAndLetsThePeerNominate() {
        Agent a = new Agent("192.0.2.1", true, false, 1);
        Agent b = new Agent("192.0.2.2", false, false, 1);
        a.knows(b);
        b.ice.peer(a.ice.local(), true, a.ice.candidates());
        timePasses(500);
        assertThat(b.ice.isControlling()).isTrue();
        assertThat(a.target).containsEntry(1, b.address);
        assertThat(a.ice.nominated(1)).contains(b.address);
    }

    @Test
    void candidatesMayComeLater() {
        Agent a = new Agent("192.0.2.1", false, true, 1);
        Agent b = new Agent("192.0.2.2", false, false, 1);
        a.ice.peer(b.ice.local(), false, List.of());
        b.ice.peer(a.ice.local(), false, List.of());
        timePasses(500);
        assertThat(a.target).isEmpty();
        a.ice.add(b.ice.candidates().getFirst());
        a.wakeNanos = nowNanos;
        timePasses(500);
        assertThat(a.ice.nominated(1)).contains(b.address);
        assertThat(b.ice.nominated(1)).contains(a.address);
    }

    @Test
    void lostDatagramsAreSentAgainAndADeadPeerIsGivenUp() {
        Agent a = new Agent("192.0.2.1", false, true, 1);
        Agent b = new Agent("192.0.2.2", false, false, 1);
        unreachable.add(b.address);
        a.knows(b);
        timePasses(1000);
        assertThat(a.sent).isEqualTo(4);                               // at 0, 100, 300 and 700 ms
        assertThat(a.ice.hasFailed()).isFalse();
        timePasses(13_000);
        assertThat(a.sent).isEqualTo(7);
        assertThat(a.ice.hasFailed()).isTrue();
    }

    @Test
    void consentIsAskedForAndItsLossStopsMedia() {
        Agent a = new Agent("192.0.2.1", false, true, 1);
        Agent b = new Agent("192.0.2.2", false, false, 1);
        a.knows(b);
        b.knows(a);
        timePasses(60_000);
        assertThat(a.lost).isEmpty();
        unreachable.add(b.address);
        timePasses(40_000);
        assertThat(a.lost).containsExactly(1);
    }

    @Test
    void whoDoesNotKnowThePasswordIsRefusedAndGainsNothing() {
        Agent a = new Agent("192.0.2.1", false, true, 1);
        Agent b = new Agent("192.0.2.2", false, false, 1);
        Agent stranger = new Agent("192.0.2.66", false, false, 1);
        a.knows(b);
        IceCredentials wrong = new IceCredentials(a.ice.local().userFragment(), "x".repeat(24));
        stranger.ice.peer(wrong, false, a.ice.candidates());
        timePasses(500);
        assertThat(a.accepted).doesNotContain(stranger.address);
        assertThat(a.target).doesNotContainValue(stranger.address);
        assertThat(stranger.ice.hasFailed()).isTrue();
    }

    @Test
    void candidatesOverTheLimitAreNotLookedAt() {
        Agent a = new Agent("192.0.2.1", false, true, 1);
        a.ice.peer(IceCredentials.random(), false, List.of());
        for (int i = 1; i < 2000; i++) {
            a.ice.add(new Candidate("x", 1, i, endpoint("203.0.113.1", i), Candidate.Type.HOST));
        }
        timePasses(60_000);
        assertThat(a.sent).isLessThanOrEqualTo(100 * 7);
    }

    @FuzzTest(maxDuration = "10s")
    void anyDatagramLeavesTheAgentAsItIs(byte[] data) {
        Agent a = new Agent("192.0.2.1", false, true, 1);
        a.ice.receive(1, endpoint("192.0.2.9", 9), data, 0);
        assertThat(a.accepted).isEmpty();
        assertThat(a.sent).isLessThanOrEqualTo(1);
    }
}
