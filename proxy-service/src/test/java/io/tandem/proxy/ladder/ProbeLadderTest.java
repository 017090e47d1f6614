package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Preferences;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ProxyLadder.ackFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Servers of peers are probed (signalling.md §2.16): every 10 s, down after two probes without answer, up again after three with one. */
class ProbeLadderTest {
    private static final String FIRST = "127.0.2.1:51601;transport=UDP";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final Set<String> seen = new HashSet<>();

    private static PeerHost host(int id, boolean probed) {
        return new PeerHost(id, "peer" + id, "127.0.2." + id, Optional.empty(), 51600 + id, PeerHost.Transport.UDP, 1, Preferences.NONE, Optional.empty(),
                probed);
    }

    private void peers(PeerHost... hosts) {
        ladder.tables.peering = new Peering(IntStream.range(0, hosts.length).mapToObj(i -> new PeerGroup(i, "group" + i, i, List.of(hosts[i]),
                List.of(new PeerRule("43", Optional.empty(), Optional.empty(), false)), List.of())).toList());
    }

    /** New ones since the last look, without retransmissions; nothing else is waiting then. */
    private List<SipMessage> probes() {
        Deque<SipMessage> waiting = ladder.sent.getOrDefault(lb.address, new ArrayDeque<>());
        List<SipMessage> found = waiting.stream().filter(message -> message.method().equals("OPTIONS") && seen.add(message.callId())).toList();
        waiting.clear();
        return found;
    }

    private void round(int status) {
        List<SipMessage> probes = probes();
        assertThat(probes).hasSize(1);
        if (status > 0) {
            lb.answers(probes.getFirst(), status, "Answer", "p1");
        }
        ladder.time.passes(Duration.ofSeconds(10));
    }

    private void start() {
        ladder.core.start();
        ladder.time.runDue();
    }

    @Test void aServerIsAskedThroughTheLoadBalancer() {
        peers(host(1, true), host(2, false));
        start();
        SipMessage probe = lb.expects("OPTIONS");
        assertThat(probe.requestUri()).isEqualTo("sip:127.0.2.1:51601;transport=udp");
        assertThat(probe.header("P-D-Uri")).contains("sip:127.0.0.1:5060;lr;received=sip:127.0.2.1:51601%3Btransport%3Dudp");
        assertThat(probe.header("From").orElseThrow()).startsWith("<sip:ping@probe.ngcp.local>;tag=");
        lb.answers(probe, 200, "OK", "p1");
        lb.expectsNothing();
        assertThat(ladder.core.peerConditions().all()).isEqualTo(Map.of(FIRST, true));
    }

    @Test void serversAreSpreadOverTheInterval() {
        peers(host(1, true), host(2, true), host(3, true), host(4, true), host(1, true));
        start();
        for (int i = 1; i <= 4; i++) {
            assertThat(probes()).singleElement().extracting(SipMessage::requestUri).asString().contains("127.0.2." + i);
            ladder.time.passes(Duration.ofMillis(2500));
        }
        assertThat(probes()).as("the next round").singleElement().extracting(SipMessage::requestUri).asString().contains("127.0.2.1");
    }

    @Test void aSilentServerGetsNoCallsUntilItAnswersAgain() {
        peers(host(1, true), host(2, false));
        start();
        round(0);
        assertThat(goesTo("c1")).as("one is not enough").contains("@127.0.2.1:");
        round(0);
        assertThat(goesTo("c2")).isEqualTo("sip:4366123@127.0.2.2:51602;transport=udp;tandem-peer=2");
        assertThat(ladder.core.peerConditions().down()).isEqualTo(1);
        round(200);
        round(0);
        round(200);
        round(200);
        assertThat(goesTo("c3")).as("not three in a row").contains("@127.0.2.2:");
        round(200);
        assertThat(goesTo("c4")).contains("@127.0.2.1:");
    }

    @Test void whenAllAreDownTheCallerHearsSo() {
        peers(host(1, true));
        start();
        round(503);
        round(503);
        List<SipMessage> waiting = takeWaiting();
        ladder.authenticated(ladder.invite("sip:4366123@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(503).reason()).isEqualTo("PSTN Termination Currently Unavailable");
        assertThat(waiting).extracting(SipMessage::method).containsOnly("OPTIONS");
    }

    /** Where a call goes now; probes that wait for an answer stay. */
    private String goesTo(String callId) {
        List<SipMessage> waiting = takeWaiting();
        SipMessage call = ladder.authenticated(ladder.invite("sip:4366123@example.org", callId, 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        ladder.b2bua.answers(invite, 486, "Busy Here", "s1");
        ladder.b2bua.expects("ACK");
        lb.sends(ackFor(call, lb.expects(486)));
        ladder.sent.get(lb.address).addAll(waiting);
        return invite.requestUri();
    }

    private List<SipMessage> takeWaiting() {
        List<SipMessage> waiting = List.copyOf(ladder.sent.getOrDefault(lb.address, new ArrayDeque<>()));
        ladder.sent.remove(lb.address);
        return waiting;
    }

    @ParameterizedTest
    @CsvSource({"200, true", "302, true", "403, true", "404, true", "405, true", "401, false", "408, false", "500, false", "503, false"})
    void someAnswersMeanThatTheServerIsThere(int status, boolean up) {
        peers(host(1, true));
        start();
        round(status);
        round(status);
        assertThat(ladder.core.peerConditions().all()).isEqualTo(Map.of(FIRST, up));
    }

    @Test void aServerCountsAsUpAgainWhenAnOperatorSaysSoOrItIsNoLongerProbed() {
        peers(host(1, true));
        start();
        round(500);
        round(500);
        assertThat(ladder.core.peerConditions().down()).isEqualTo(1);
        assertThat(ladder.core.peerConditions().reset(FIRST)).isTrue();
        assertThat(ladder.core.peerConditions().reset(FIRST)).isFalse();
        assertThat(ladder.core.peerConditions().down()).isZero();
        round(500);
        round(500);
        assertThat(ladder.core.peerConditions().down()).isEqualTo(1);
        peers(host(1, false));
        ladder.time.passes(Duration.ofSeconds(20));
        assertThat(ladder.core.peerConditions().all()).isEmpty();
    }

    @Test void nobodyIsProbedOnceTheProxyStops() {
        peers(host(1, true));
        start();
        probes();
        ladder.core.stop();
        ladder.time.passes(Duration.ofSeconds(60));
        assertThat(probes()).isEmpty();
    }
}
