package io.tandem.proxy.ladder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.tandem.data.header.HeaderRule;
import io.tandem.data.header.HeaderRule.Direction;
import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.dns.DnsClient;
import io.tandem.proxy.dns.DnsProperties;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls to domains of others (signalling.md §2.4, RFC 3263), which a real DNS server on loopback knows. L is the load balancer, P the proxy, S the B2BUA. */
@Timeout(60)
class ForeignLadderTest {
    private static final String CAROL = "sip:Carol@net.example";
    private static final String FIRST = "sip:127.0.0.1:5060;lr;received=sip:192.0.2.51:5070%3Btransport%3Dtcp";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;
    private final NameServer server = new NameServer();
    private DnsClient client;

    @BeforeEach void aliceMayCallForeignDomains(@TempDir Path folder) throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.126.0.1 Written.example\n127.0.0.1 self.example\n");
        client = new DnsClient(new DnsProperties(List.of(server.address()), hosts, Duration.ofSeconds(1)));
        ladder.names.dns = Optional.of(client);
        ladder.accounts.add("alice", "431001", Map.of("allow_out_foreign_domain", List.of("1")));
    }

    @AfterEach void close() {
        client.close();
        server.close();
    }

    /** Leg A up to the B2BUA. */
    private SipMessage calls(String uri) {
        ladder.authenticated(ladder.invite(uri, "c1", 1), "alice", "secret-alice");                    // L ── INVITE ─▶ P, 100, 407, ACK, INVITE
        lb.expects(100);                                                                               // L ◀─  100  ─── P
        return b2bua.expects("INVITE");                                                                // P ── INVITE ─▶ S
    }

    /** Leg B of that call. */
    private SipMessage goesOn(SipMessage legA) {
        SipMessage legB = ladder.request("INVITE", legA.requestUri(), "c1_b2b-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1")
                .add("P-Asserted-Identity", "<sip:431001@example.org>");
        b2bua.sends(legB);                                                                             // S ── INVITE ─▶ P
        b2bua.expects(100);                                                                            // S ◀─  100  ─── P
        return legB;
    }

    /** Something comes once the DNS has answered. */
    private void awaits(ProxyLadder.Party party) {
        await().atMost(Duration.ofSeconds(10)).pollInSameThread().pollInterval(Duration.ofMillis(5)).until(() -> {
            ladder.time.runDue();
            return !ladder.sent.getOrDefault(party.address, new ArrayDeque<>()).isEmpty();
        });
    }

    private SipMessage arrives(String dUri) {
        Deque<SipMessage> queue = ladder.sent.computeIfAbsent(lb.address, _ -> new ArrayDeque<>());
        await().atMost(Duration.ofSeconds(10)).pollInSameThread().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            ladder.time.runDue();
            assertThat(queue).as("beside retransmissions").last().satisfies(last -> assertThat(last.header("P-D-Uri")).contains(dUri));
        });
        SipMessage out = queue.getLast();                                                              // P ── INVITE ─▶ L ─▶ Carol
        assertThat(out.method()).isEqualTo("INVITE");
        queue.clear();
        return out;
    }

    private void isRefused(int status, String reason) {
        awaits(b2bua);
        assertThat(b2bua.expects(status).reason()).isEqualTo(reason);
        lb.expectsNothing();
    }

    private void twoServers() {
        server.naming("net.example", 10, 20, "s", "SIP+D2U", "_sip._udp.net.example").naming("net.example", 10, 10, "S", "SIP+D2T", "tcp.net.example")
                .service("tcp.net.example", 1, 0, 5070, "sip1.net.example").service("tcp.net.example", 2, 0, 5071, "sip2.net.example")
                .service("_sip._udp.net.example", 1, 0, 5072, "sip1.net.example").host("sip1.net.example", "192.0.2.51").host("sip2.net.example", "192.0.2.52");
    }

    @Test void aCallGoesToTheServerOfTheDomainAsItWasDialledAndTellsItNothingMore() {
        twoServers();
        SipMessage invite = calls(CAROL);
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:431001@example.org>");
        assertThat(invite.header("P-App-To")).contains("<" + CAROL + ">");
        assertThat(invite.has("P-Asserted-Identity")).isFalse();
        assertThat(ladder.calls.of("c1")).contains("outgoing", "relay", "total").noneMatch(key -> key.startsWith("peer"));
        goesOn(invite);
        SipMessage out = arrives(FIRST);
        assertThat(out.requestUri()).isEqualTo(CAROL);
        assertThat(out.has("P-Asserted-Identity")).isFalse();
        lb.answersWithSdp(out, 200, "OK", "p1");
        b2bua.expects(200);
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.dstDomain()).isEqualTo("net.example");
            assertThat(record.dstUser()).isEqualTo("Carol");
            assertThat(record.dstLeg()).contains("\"uuid\":\"0\"", "\"lcr\":\"\"");
        });
    }

    private static HeaderRule sets(Direction direction, String header, String value) {
        return new HeaderRule(direction, false, List.of(),
                List.of(new HeaderRule.Action(HeaderRule.Type.SET, header, HeaderRule.Part.FULL, value, HeaderRule.Part.FULL, Optional.empty())));
    }

    @Test void headerRulesOfTheCallerHoldThereAndStillTellItNothingMore() {
        twoServers();
        int alice = ladder.accounts.add("alice", "431001", Map.of("allow_out_foreign_domain", List.of("1"))).id();
        ladder.tables.ownHeaders.put(alice, new HeaderRuleSet(List.of(sets(Direction.A_INBOUND, "X-In", "1"), sets(Direction.LOCAL, "X-Local", "2"),
                sets(Direction.PEER, "X-Peer", "3"), sets(Direction.A_OUTBOUND, "X-Out", "4"),
                sets(Direction.A_OUTBOUND, "P-Asserted-Identity", "<sip:431001@example.org>"))));
        SipMessage invite = calls(CAROL);
        List<String> changes = List.of("P-Asserted-Identity: <sip:431001@example.org>", "X-In: 1", "X-Out: 4");
        assertThat(invite.lines("P-Header-Change")).containsExactlyElementsOf(changes);
        SipMessage legB = ladder.request("INVITE", invite.requestUri(), "c1_b2b-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1");
        changes.forEach(change -> legB.add("P-Header-Change", change));
        b2bua.sends(legB);
        b2bua.expects(100);
        SipMessage out = arrives(FIRST);
        assertThat(out.header("X-In")).contains("1");
        assertThat(out.header("X-Out")).contains("4");
        assertThat(out.has("P-Asserted-Identity") || out.has("P-Header-Change")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"503", "408", "0"})
    void aServerThatIsDeadOrOverloadedIsFollowedByTheNextAndThenByOtherTransports(int status) {
        twoServers();
        SipMessage legA = calls(CAROL);
        b2bua.answers(legA, 100, "Trying", "s1");
        goesOn(legA);
        for (String place : List.of("192.0.2.51:5070%3Btransport%3Dtcp", "192.0.2.52:5071%3Btransport%3Dtcp", "192.0.2.51:5072%3Btransport%3Dudp")) {
            SipMessage out = arrives("sip:127.0.0.1:5060;lr;received=sip:" + place);
            if (status > 0) {
                lb.answers(out, status, "No", "p");
                lb.expects("ACK");
            } else {
                ladder.time.passes(Duration.ofSeconds(9));
            }
        }
        awaits(b2bua);
        b2bua.expects(status == 503 ? 500 : 408);
    }

    @ParameterizedTest
    @CsvSource({"404", "486", "500", "603"})
    void anAnswerOfTheFirstServerIsTheAnswer(int status) {
        twoServers();
        goesOn(calls(CAROL));
        lb.answers(arrives(FIRST), status, "No", "p1");
        lb.expects("ACK");
        b2bua.expects(status);
        lb.expectsNothing();
    }

    @Test void aCalleeWhoRangAndDidNotAnswerIsNotSoughtElsewhere() {
        twoServers();
        goesOn(calls(CAROL));
        SipMessage out = arrives(FIRST);
        lb.answers(out, 180, "Ringing", "p1");
        b2bua.expects(180);
        lb.answers(out, 408, "Request Timeout", "p1");
        lb.expects("ACK");
        b2bua.expects(408);
        lb.expectsNothing();
    }

    @ParameterizedTest
    @CsvSource({"sip:carol@written.example, 127.126.0.1:5060%3Btransport%3Dudp", "sip:carol@written.example:5099, 127.126.0.1:5099%3Btransport%3Dudp",
        "sip:carol@192.0.2.77, 192.0.2.77:5060%3Btransport%3Dudp", "sip:carol@192.0.2.77:5090;transport=tcp, 192.0.2.77:5090%3Btransport%3Dtcp",
        "sips:carol@192.0.2.77, 192.0.2.77:5061%3Btransport%3Dtls"})
    void aNameOfTheHostsFileAndAnAddressNeedNoServer(String uri, String place) {
        server.silent = true;
        goesOn(calls(uri));
        assertThat(arrives("sip:127.0.0.1:5060;lr;received=sip:" + place).requestUri()).isEqualTo(uri);
        assertThat(server.asked).isEmpty();
    }

    @Test void aDomainThatDoesNotExistHasNobody() {
        SipMessage legA = calls("sip:carol@nowhere.example");
        goesOn(legA);
        isRefused(404, "Not Found");
        assertThat(server.asked).contains("nowhere.example NAPTR", "_sip._udp.nowhere.example SRV", "nowhere.example A");
        b2bua.answers(legA, 404, "Not Found", "s1");
        lb.expects(404);
        b2bua.expects("ACK");
        ladder.isIdle();
    }

    @Test void withoutAnAnswerOfTheDnsTheCallerMayTryAgain() {
        server.code = DnsResponseCode.SERVFAIL;
        goesOn(calls(CAROL));
        isRefused(503, "DNS Unavailable");
    }

    @Test void aNameThatLeadsToThisSystemLeadsNowhere() {
        goesOn(calls("sip:carol@self.example:5062"));
        isRefused(404, "Not Found");
    }

    @Test void aCallerCannotWriteWhereTheSecondLegGoes() {
        SipMessage invite = calls("sip:carol@192.0.2.77;tandem-peer=1;Tandem-User=x");
        assertThat(invite.requestUri()).isEqualTo("sip:carol@192.0.2.77;tandem-foreign=1");
        goesOn(invite);
        assertThat(arrives("sip:127.0.0.1:5060;lr;received=sip:192.0.2.77:5060%3Btransport%3Dudp").requestUri()).isEqualTo("sip:carol@192.0.2.77");
    }

    @Test void whoGivesUpWhileTheDnsIsAskedIsNotCalledThere() {
        twoServers();
        SipMessage legB = goesOn(calls(CAROL));
        b2bua.sends(cancelFor(legB));
        b2bua.expects(200);
        b2bua.expects(487);
        await().atMost(Duration.ofSeconds(10)).until(() -> server.asked.contains("sip1.net.example A"));
        ladder.time.passes(Duration.ofSeconds(1));
        lb.expectsNothing();
    }

    @Test void whoGivesUpWhileItRingsThereCancelsTheCallThere() {
        twoServers();
        SipMessage legB = goesOn(calls(CAROL));
        SipMessage out = arrives(FIRST);
        lb.answers(out, 180, "Ringing", "p1");
        b2bua.expects(180);
        b2bua.sends(cancelFor(legB));
        b2bua.expects(200);
        SipMessage cancel = lb.expects("CANCEL");
        lb.answers(cancel, 200, "OK", "p1");
        lb.answers(out, 487, "Request Terminated", "p1");
        lb.expects("ACK");
        b2bua.expects(487);
    }

    private void peer() {
        PeerHost host = new PeerHost(1, "peer1", "127.0.2.1", Optional.empty(), 51601, PeerHost.Transport.UDP, 1, Preferences.NONE);
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "group1", 1, List.of(host), List.of(new PeerRule("43", Optional.empty(), Optional.empty(),
                false)), List.of())));
    }

    @Test void withoutThePreferencePeersAreAskedForTheNumber() {
        ladder.accounts.add("alice", "431001", Map.of());
        peer();
        assertThat(calls("sip:4366123@net.example").requestUri()).startsWith("sip:4366123@127.0.2.1:51601");
        ladder.authenticated(ladder.invite(CAROL, "c2", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
        assertThat(server.asked).isEmpty();
    }

    @Test void lockedCallersStayInTheirDomain() {
        ladder.accounts.add("alice", "431001", Map.of("allow_out_foreign_domain", List.of("1"), "lock", List.of("1")));
        ladder.authenticated(ladder.invite(CAROL, "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(403).reason()).isEqualTo("Caller locked");
    }
}
