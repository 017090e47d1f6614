package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.tandem.data.customer.CustomerLocation;
import io.tandem.data.customer.CustomerLocations;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.net.peer.IpNetwork;
import io.tandem.proxy.plan.DryRun;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ProxyLadder.ackFor;
import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Parallel calls and their limits (signalling.md §2.7). L is the load balancer, P the proxy, S the B2BUA. */
class LimitLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private static final String NUMBER = "sip:4366123@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    LimitLadderTest() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private void set(String user, String number, String... preferences) {
        set(user, number, map(preferences), Map.of());
    }

    private void set(String user, String number, Map<String, List<String>> own, Map<String, List<String>> customer) {
        ladder.accounts.add(user, number, SubscriberStatus.ACTIVE, own, customer, List.of());
    }

    private static Map<String, List<String>> map(String... pairs) {
        Map<String, List<String>> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], List.of(pairs[i + 1]));
        }
        return map;
    }

    private SipMessage calls(String uri, String callId) {
        SipMessage sent = ladder.authenticated(ladder.invite(uri, callId, 1), "alice", "secret-alice"); // L ── INVITE ─▶ P, 100, 407, ACK, INVITE
        lb.expects(100);                                                                               // L ◀─  100  ─── P
        return sent;
    }

    /** @return the INVITE as the B2BUA got it */
    private SipMessage talks(String uri, String callId) {
        calls(uri, callId);
        SipMessage invite = b2bua.expects("INVITE");                                                   // P ── INVITE ─▶ S
        b2bua.answersWithSdp(invite, 200, "OK", "s-" + callId);                                        // P ◀─  200  ─── S
        lb.expects(200);                                                                               // L ◀─  200  ─── P
        return invite;
    }

    private void isRefused(String uri, String callId, int status, String reason) {
        SipMessage sent = calls(uri, callId);
        SipMessage refusal = lb.expects(status);
        assertThat(refusal.reason()).isEqualTo(reason);
        lb.sends(ackFor(sent, refusal));
        assertThat(ladder.records.getLast().sipCode()).isEqualTo(status);
        assertThat(ladder.records.getLast().callId()).isEqualTo(callId);
        assertThat(ladder.calls.of(callId)).isEmpty();
        b2bua.expectsNothing();
    }

    private void hangsUp(String callId) {
        lb.sends(ladder.inDialog("BYE", callId, 5, "s-" + callId));
        SipMessage bye = b2bua.expects("BYE");
        b2bua.answers(bye, 200, "OK", "x");
        lb.expects(200);
    }

    @Test void aCallBetweenTwoSubscribersHoldsTheseCountersInThisOrder() {
        talks(BOB, "c1");
        assertThat(ladder.calls.of("c1")).containsExactly("resellerout:1", "accountout:7", "userout:uuid-alice", "reseller:1", "account:7", "user:uuid-alice",
                "totalresellerout:1", "totalaccountout:7", "totaluserout:uuid-alice", "totalreseller:1", "totalaccount:7", "totaluser:uuid-alice", "local",
                "totalreseller:1", "totalaccount:7", "totaluser:uuid-bob", "total", "reseller:1", "account:7", "user:uuid-bob",
                "activeuser:uuid-alice", "activeuser:uuid-bob");
        hangsUp("c1");
        assertThat(ladder.calls.all()).isEmpty();
        ladder.isIdle();
    }

    @Test void aQuotaIsToldToBillingWithTheCallsThereAreAndRefusesNothing() {
        set("alice", "431001", map("concurrent_calls_quota", "1"), map("concurrent_calls_quota", "9"));
        set("bob", "431002", Map.of(), map("concurrent_calls_quota", "4"));
        talks(BOB, "c1");
        talks(BOB, "c2");
        assertThat(ladder.records.getFirst().srcLeg()).contains("\"cc_quota\":\"1\",\"cc_sub\":\"1\",\"cc_cust\":\"1\"");
        assertThat(ladder.records.getLast().srcLeg()).as("user before customer, whose other calls are those of Bob").contains(
                "\"cc_quota\":\"1\",\"cc_sub\":\"2\",\"cc_cust\":\"3\"");
        assertThat(ladder.records.getLast().dstLeg()).contains("\"cc_quota\":\"4\",\"cc_sub\":\"2\",\"cc_cust\":\"4\"");
    }

    @Test void withoutRedisAQuotaIsToldWithoutCallsAndWithoutAQuotaNothingIs() {
        set("alice", "431001", "concurrent_calls_quota", "1");
        ladder.calls.away = true;
        talks(BOB, "c1");
        assertThat(ladder.records.getFirst().srcLeg()).contains("\"cc_quota\":\"1\",\"cc_sub\":\"\",\"cc_cust\":\"\"");
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"cc_quota\":\"\",\"cc_sub\":\"\",\"cc_cust\":\"\"");
    }

    @Test void theSecondOutgoingCallIsRefusedAndTheThirdIsNotOnceTheFirstIsOver() {
        set("alice", "431001", "concurrent_max_out", "1");
        talks(BOB, "c1");
        isRefused(BOB, "c2", 403, "Maximum parallel calls exceeded");
        hangsUp("c1");
        talks(BOB, "c3");
        hangsUp("c3");
        ladder.isIdle();
    }

    @Test void theCalleeWhoMayHaveOneCallIsBusy() {
        set("bob", "431002", "concurrent_max", "1");
        talks(BOB, "c1");
        isRefused(BOB, "c2", 486, "Busy");
        assertThat(ladder.calls.all()).as("only the first call").containsEntry("userout:uuid-alice", 1);
        hangsUp("c1");
        ladder.isIdle();
    }

    @ParameterizedTest
    @CsvSource({"alice, concurrent_max, 403", "alice, concurrent_max_out, 403", "alice, concurrent_max_total, 403", "alice, concurrent_max_out_total, 403",
        "alice, concurrent_max_per_account, 403", "alice, concurrent_max_out_per_account, 403", "alice, concurrent_max_in, 0",
        "alice, concurrent_max_in_total, 0", "alice, concurrent_max_in_per_account, 0", "bob, concurrent_max, 486", "bob, concurrent_max_in, 486",
        "bob, concurrent_max_total, 486", "bob, concurrent_max_in_total, 486", "bob, concurrent_max_in_per_account, 486",
        "bob, concurrent_max_per_account, 486", "bob, concurrent_max_out, 0", "bob, concurrent_max_out_total, 0", "bob, concurrent_max_out_per_account, 0"})
    void aLimitOfNoneHoldsForItsDirectionOnly(String who, String preference, int status) {
        set(who, who.equals("alice") ? "431001" : "431002", preference, "0");
        if (status == 0) {
            talks(BOB, "c1");
        } else {
            isRefused(BOB, "c1", status, status == 403 ? "Maximum parallel calls exceeded" : "Busy");
        }
    }

    @ParameterizedTest
    @CsvSource({"concurrent_max, 403", "concurrent_max_out, 403", "concurrent_max_total, 403", "concurrent_max_out_total, 403",
        "concurrent_max_per_account, 0"})
    void theCustomersOwnLimitsHoldForAllItsSubscribers(String preference, int status) {
        set("alice", "431001", Map.of(), map(preference, "0"));
        if (status == 0) {
            talks(BOB, "c1");
        } else {
            isRefused(BOB, "c1", status, "Maximum parallel calls exceeded");
        }
    }

    @ParameterizedTest
    @CsvSource({"concurrent_max, 486", "concurrent_max_in, 486", "concurrent_max_total, 486", "concurrent_max_in_total, 486", "concurrent_max_out, 0"})
    void theLimitsOfTheCalleesCustomerMakeItBusy(String preference, int status) {
        set("bob", "431002", Map.of(), map(preference, "0"));
        if (status == 0) {
            talks(BOB, "c1");
        } else {
            isRefused(BOB, "c1", status, "Busy");
        }
    }

    @Test void aCallWithinOneCustomerCountsTwiceThere() {
        set("alice", "431001", "concurrent_max_per_account", "2");
        set("bob", "431002", "concurrent_max_per_account", "2");
        talks(BOB, "c1");
        assertThat(ladder.calls.all()).containsEntry("account:7", 2).containsEntry("accountout:7", 1);
        isRefused(BOB, "c2", 403, "Maximum parallel calls exceeded");
    }

    @Test void theResellersLimitHoldsToo() {
        ladder.tables.reseller = new Preferences(map("concurrent_max_out", "0"));
        isRefused(BOB, "c1", 403, "Maximum parallel calls exceeded");
    }

    @Test void aLocationOfTheCustomerLimitsThoseWhoCallFromThere() {
        ladder.tables.locations = new CustomerLocations(List.of(new CustomerLocation(4, "attic", List.of(IpNetwork.parse("192.0.2.0/24")),
                new Preferences(map("concurrent_max_out", "1")))));
        talks(BOB, "c1");
        assertThat(ladder.calls.of("c1")).contains("location:4", "locationout:4", "totallocation:4", "totallocationout:4");
        isRefused(BOB, "c2", 403, "Maximum parallel calls exceeded");
    }

    @Test void noLimitHoldsForAnEmergencyCall() {
        ladder.tables.rewrites.put(3, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^112$", "emergency_112")))));
        set("alice", "431001", "rewrite_rule_set", "3", "concurrent_max", "0", "concurrent_max_out", "0");
        peers("emergency", host(1, Map.of("concurrent_max", "1")));
        talks("sip:112@example.org", "c1");
        talks("sip:112@example.org", "c2");
        assertThat(ladder.calls.all()).containsEntry("userout:uuid-alice", 2).containsEntry("peer:1", 2);
    }

    @Test void aVoiceboxCountsOnlyInTheTotals() {
        set("alice", "431001", "concurrent_max", "0");
        calls("sip:vmu431002@voicebox.local", "c1");
        ladder.appServer.expects("INVITE");
        assertThat(ladder.calls.of("c1")).containsExactly("totalresellerout:1", "totalaccountout:7", "totaluserout:uuid-alice", "totalreseller:1",
                "totalaccount:7", "totaluser:uuid-alice", "peer:appsrv", "total");
    }

    // ---- peers

    private static PeerHost host(int id, Map<String, String> preferences) {
        Map<String, List<String>> values = new HashMap<>();
        preferences.forEach((name, value) -> values.put(name, List.of(value)));
        return new PeerHost(id, "peer" + id, "127.0.2." + id, Optional.empty(), 51600 + id, PeerHost.Transport.UDP, 1, new Preferences(values));
    }

    private void peers(String prefix, PeerHost... hosts) {
        PeerRule rule = new PeerRule(prefix, Optional.empty(), Optional.empty(), false);
        ladder.tables.peering = new Peering(Stream.of(hosts).map(host -> new PeerGroup(host.id(), "group" + host.id(), host.id(), List.of(host), List.of(rule),
                List.of())).toList());
    }

    @Test void aFullPeerIsSkippedAndWhenAllAreFullTheCallerHearsSo() {
        peers("43", host(1, Map.of("concurrent_max", "1")), host(2, Map.of("concurrent_max_out", "1")));
        assertThat(talks(NUMBER, "c1").requestUri()).contains("@127.0.2.1:");
        assertThat(ladder.calls.of("c1")).containsSubsequence("user:uuid-alice", "relay", "outgoing", "total", "peerout:1", "peer:1")
                .doesNotContain("local", "incoming");
        assertThat(talks(NUMBER, "c2").requestUri()).contains("@127.0.2.2:");
        isRefused(NUMBER, "c3", 503, "PSTN Termination Currently Unavailable");
        hangsUp("c1");
        assertThat(talks(NUMBER, "c4").requestUri()).contains("@127.0.2.1:");
    }

    @Test void aFailedPeersCountersAreReleasedBeforeTheNextOnesAreTaken() {
        peers("43", host(1, Map.of()), host(2, Map.of("concurrent_max", "0", "concurrent_max_in", "1")), host(3, Map.of("concurrent_max", "1")),
                host(4, Map.of()));
        talks(NUMBER, "c0");
        calls(NUMBER, "c1");
        b2bua.answers(b2bua.expects("INVITE"), 503, "Busy Circuits", "s1");
        b2bua.expects("ACK");
        SipMessage second = b2bua.expects("INVITE");
        assertThat(second.requestUri()).contains("@127.0.2.3:");
        assertThat(ladder.calls.of("c1")).contains("peer:3", "peerout:3").doesNotContain("peer:1", "peerout:1");
        calls(NUMBER, "c2");
        b2bua.answers(b2bua.expects("INVITE"), 503, "Busy Circuits", "s2");
        b2bua.expects("ACK");
        SipMessage third = b2bua.expects("INVITE");
        assertThat(third.requestUri()).as("the third peer is full by now").contains("@127.0.2.4:");
        b2bua.answers(third, 503, "Busy Circuits", "s3");
        b2bua.expects("ACK");
        lb.expects(503);
        assertThat(ladder.calls.of("c2")).isEmpty();
    }

    @Test void aCallFromAPeerCountsThereAndForItsCallee() {
        peers("43", host(1, Map.of("concurrent_max_in", "1")));
        lb.sends(fromPeer("c1"));
        lb.expects(100);
        b2bua.expects("INVITE");
        assertThat(ladder.calls.of("c1")).containsExactly("peer:1", "incoming", "totalreseller:1", "totalaccount:7", "totaluser:uuid-bob", "total",
                "reseller:1", "account:7", "user:uuid-bob");
        lb.sends(fromPeer("c2"));
        lb.expects(100);
        assertThat(lb.expects(403).reason()).isEqualTo("Maximum parallel calls exceeded");
        talks(NUMBER, "c3"); // the other direction is free
    }

    private SipMessage fromPeer(String callId) {
        return ladder.invite("sip:431002@example.org", callId, 1).set("From", "<sip:4977@peer.example>;tag=a1")
                .set("P-NGCP-Src-Ip", "127.0.2.1").set("P-NGCP-Src-Port", "51601");
    }

    // ---- every end

    @Test void aCallThatIsCancelledCountsNoMore() {
        SipMessage sent = calls(BOB, "c1");
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        assertThat(ladder.calls.all()).isNotEmpty();
        lb.sends(cancelFor(sent));
        lb.expects(200);
        b2bua.answers(b2bua.expects("CANCEL"), 200, "OK", "s1");
        b2bua.answers(invite, 487, "Request Terminated", "s1");
        lb.expects(487);
        ladder.isIdle();
    }

    @Test void aCallThatIsCancelledWhileItIsCountedCountsNoMore() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ladder.calls.gate = Optional.of(gate);
        SipMessage sent = calls(BOB, "c1");
        assertThat(ladder.calls.of("c1")).isNotEmpty();
        lb.sends(cancelFor(sent));
        lb.expects(200);
        lb.expects(487);
        gate.complete(null);
        ladder.time.runDue();
        assertThat(ladder.calls.all()).isEmpty();
        b2bua.expectsNothing();
        ladder.isIdle();
    }

    @Test void aCallThatIsCancelledBetweenTwoPeersCountsNoMore() {
        peers("43", host(1, Map.of()), host(2, Map.of()));
        SipMessage sent = calls(NUMBER, "c1");
        SipMessage invite = b2bua.expects("INVITE");
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ladder.calls.gate = Optional.of(gate);
        b2bua.answers(invite, 503, "Busy Circuits", "s1");
        b2bua.expects("ACK");
        lb.sends(cancelFor(sent));
        lb.expects(200);
        lb.expects(487);
        gate.complete(null);
        ladder.time.runDue();
        b2bua.expectsNothing();
        ladder.isIdle();
    }

    @Test void aCallThatNobodyAnswersCountsNoMore() {
        calls(BOB, "c1");
        b2bua.answers(b2bua.expects("INVITE"), 180, "Ringing", "s1");
        ladder.time.passes(Duration.ofSeconds(181));
        ladder.time.passes(Duration.ofSeconds(40));
        assertThat(ladder.calls.all()).isEmpty();
    }

    @Test void aCallThatIsRefusedThereCountsNoMore() {
        calls(BOB, "c1");
        b2bua.answers(b2bua.expects("INVITE"), 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        lb.expects(486);
        ladder.isIdle();
    }

    @Test void aCallWhoseCalleeHangsUpCountsNoMore() {
        talks(BOB, "c1");
        SipMessage bye = ladder.request("BYE", "sip:alice@192.0.2.1:5060", "c1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-bye")
                .set("From", "<sip:bob@example.org>;tag=s-c1").set("To", "<sip:alice@example.org>;tag=a1").remove("Record-Route")
                .add("Route", "<sip:127.0.0.1:5062;lr;ftag=a1>").add("Route", "<sip:127.0.0.1:5060;lr>");
        b2bua.sends(bye);
        lb.answers(lb.expects("BYE"), 200, "OK", "x");
        b2bua.expects(200);
        ladder.isIdle();
    }

    @Test void aByeThatNobodyAnswersEndsTheCallAllTheSame() {
        talks(BOB, "c1");
        lb.sends(ladder.inDialog("BYE", "c1", 5, "s-c1"));
        ladder.time.passes(Duration.ofSeconds(40));
        assertThat(ladder.calls.all()).isEmpty();
    }

    @Test void aForgedByeReleasesNothing() {
        talks(BOB, "c1");
        lb.sends(ladder.inDialog("BYE", "c1", 5, "guessed"));
        b2bua.answers(b2bua.expects("BYE"), 481, "Call/Transaction Does Not Exist", "x");
        lb.expects(481);
        assertThat(ladder.calls.of("c1")).isNotEmpty();
    }

    @Test void whileRedisIsAwayCallsGoOn() {
        set("alice", "431001", "concurrent_max", "0");
        ladder.calls.away = true;
        talks(BOB, "c1");
        hangsUp("c1");
        peers("43", host(1, Map.of("concurrent_max", "1")), host(2, Map.of()));
        calls(NUMBER, "c2");
        b2bua.answers(b2bua.expects("INVITE"), 503, "Busy Circuits", "s1");
        b2bua.expects("ACK");
        assertThat(b2bua.expects("INVITE").requestUri()).contains("@127.0.2.2:");
    }

    @SuppressWarnings("unchecked")
    @Test void explainSaysWhichLimitAndCountsNothing() {
        set("alice", "431001", "concurrent_max_out", "1", "concurrent_max", "5");
        assertThat(limits().get("verdict")).isEqualTo("concurrent_max_out 1 of 1 (userout:uuid-alice), concurrent_max 1 of 5 (user:uuid-alice)");
        assertThat(ladder.calls.all()).isEmpty();
        talks(BOB, "c1");
        assertThat(limits().get("verdict")).isEqualTo("concurrent_max_out 1 is reached: userout:uuid-alice has 1");
        var trace = ladder.core.recent().latest().getFirst();
        assertThat(trace.describe().toString()).contains("concurrent_max_out 1 of 1");
        assertThat(Arrays.asList(((List<Map<String, String>>) trace.describe().get("steps")).getLast().get("verdict"))).containsExactly("the call is made");
    }

    @SuppressWarnings("unchecked")
    private Map<String, String> limits() {
        var answer = ladder.core.dryRun().of(new DryRun.Question("alice@example.org", "bob", ladder.time.instant(), List.of())).toCompletableFuture();
        ladder.time.runDue();
        return ((List<Map<String, String>>) answer.join().orElseThrow().describe().get("steps")).stream().filter(step -> step.get("step").equals("limits"))
                .findFirst().orElseThrow();
    }
}
