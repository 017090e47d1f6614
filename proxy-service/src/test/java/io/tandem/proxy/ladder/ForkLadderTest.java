package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Leg B: from the B2BUA (S) through the proxy (P) to the load balancer (L), which knows the phones. */
class ForkLadderTest {
    private static final String DESK = "sip:bob@192.0.2.9:5060";
    private static final String MOBILE = "sip:bob@192.0.2.10:5070;transport=tcp";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    private SipMessage invite(String callId) {
        return SipMessage.request("INVITE", "sip:bob@example.org")
                .header("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-" + callId)
                .header("From", "<sip:431001@example.org>;tag=b1").header("To", "<sip:bob@example.org>")
                .header("Call-ID", callId + "_pbx-1").header("CSeq", "10 INVITE").header("Max-Forwards", "70")
                .header("Contact", "<sip:127.0.0.1:5080;transport=udp>")
                .header("P-Asserted-Identity", "<sip:431001@example.org>").header("P-Caller-UUID", "uuid-alice")
                .body("application/sdp", ProxyLadder.SDP.getBytes(StandardCharsets.UTF_8)).build();
    }

    private SipMessage legB(String callId) {
        SipMessage invite = invite(callId);
        b2bua.sends(invite);                                    // P ◀─ INVITE ── S
        b2bua.expects(100);                                     // P ──  100  ──▶ S
        return invite;
    }

    @Test void everyContactRingsAndTheFirstToAnswerWins() {
        ladder.registered("bob", DESK);
        ladder.registered("bob", MOBILE);
        legB("f1");
        SipMessage desk = lb.expects("INVITE");                 // L ◀─ INVITE ── P   desk phone
        SipMessage mobile = lb.expects("INVITE");               // L ◀─ INVITE ── P   mobile
        assertThat(desk.requestUri()).isEqualTo(DESK);
        assertThat(desk.header("P-D-Uri")).contains("sip:lb@127.0.0.1:5060;lr;received=sip:192.0.2.9:5060;socket=udp:127.0.0.1:5060");
        assertThat(desk.header("Record-Route").orElseThrow()).matches("<sip:127\\.0\\.0\\.1:5062;lr;ftag=b1;leg_b=1;did=[0-9a-f]{8}>");
        assertThat(desk.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(desk.has("P-Caller-UUID")).isFalse();
        assertThat(desk.maxForwards()).isEqualTo(69);
        assertThat(mobile.requestUri()).isEqualTo(MOBILE);
        lb.answers(desk, 180, "Ringing", "d1");                 // L ──  180  ──▶ P
        b2bua.expects(180);                                     // P ──  180  ──▶ S
        lb.answers(mobile, 180, "Ringing", "m1");
        b2bua.expects(180);
        lb.answersWithSdp(mobile, 200, "OK", "m1");             // L ──  200  ──▶ P   mobile answers
        assertThat(b2bua.expects(200).toTag()).contains("m1");  // P ──  200  ──▶ S
        SipMessage cancel = lb.expects("CANCEL");               // L ◀─ CANCEL ── P   desk phone
        assertThat(cancel.requestUri()).isEqualTo(DESK);
        assertThat(cancel.header("Reason")).contains("SIP;cause=200;text=\"Call completed elsewhere\"");
        assertThat(cancel.header("P-D-Uri")).isEqualTo(desk.header("P-D-Uri"));
        lb.answers(cancel, 200, "OK", "d1");
        lb.answers(desk, 487, "Request Terminated", "d1");      // L ──  487  ──▶ P   goes no further
        lb.expects("ACK");
        b2bua.expectsNothing();
        assertThat(ladder.relay.log).isEmpty();
        assertThat(ladder.records).isEmpty();
        ladder.isIdle();
    }

    @Test void aPhoneThatRedirectsEndsTheRingingOfTheOthersIfTheCalleeWantsThat() {
        ladder.accounts.add("bob", "431002", Map.of("call_deflection", List.of("immediate")));
        ladder.registered("bob", DESK);
        ladder.registered("bob", MOBILE);
        ladder.authenticated(ladder.invite("sip:bob@example.org", "f1", 1), "alice", "secret-alice");
        lb.expects(100);
        b2bua.sends(invite("f1").requestUri(b2bua.expects("INVITE").requestUri()));
        b2bua.expects(100);
        SipMessage desk = lb.expects("INVITE");
        SipMessage mobile = lb.expects("INVITE");
        lb.answers(desk, 180, "Ringing", "d1");
        b2bua.expects(180);
        lb.answers(mobile, 180, "Ringing", "m1");
        b2bua.expects(180);
        lb.sends(ProxyLadder.response(mobile, 302, "Moved Temporarily", "m1").set("Contact", "<sip:carol@example.org>"));
        lb.expects("ACK");
        SipMessage cancel = lb.expects("CANCEL");               // L ◀─ CANCEL ── P   the desk phone rings no longer
        assertThat(cancel.requestUri()).isEqualTo(DESK);
        lb.answers(cancel, 200, "OK", "d1");
        lb.answers(desk, 487, "Request Terminated", "d1");
        assertThat(b2bua.expects(302).header("Contact")).contains("<sip:carol@example.org>");
    }

    @Test void bothAnswerAtOnceAndBoth200Pass() {
        ladder.registered("bob", DESK);
        ladder.registered("bob", MOBILE);
        legB("f2");
        SipMessage desk = lb.expects("INVITE");
        SipMessage mobile = lb.expects("INVITE");
        lb.answersWithSdp(desk, 200, "OK", "d1");
        lb.answersWithSdp(mobile, 200, "OK", "m1");
        assertThat(b2bua.expects(200).toTag()).contains("d1");
        assertThat(b2bua.expects(200).toTag()).contains("m1");  // the B2BUA ends the second dialog
    }

    @Test void theBestOfAllRefusalsIsReturned() {
        ladder.registered("bob", DESK);
        ladder.registered("bob", MOBILE);
        legB("f3");
        SipMessage desk = lb.expects("INVITE");
        SipMessage mobile = lb.expects("INVITE");
        lb.answers(desk, 486, "Busy Here", "d1");
        lb.expects("ACK");
        b2bua.expectsNothing();
        lb.answers(mobile, 503, "Service Unavailable", "m1");
        lb.expects("ACK");
        b2bua.expects(486);
        ladder.isIdle();
    }

    @Test void a603StopsTheOthers() {
        ladder.registered("bob", DESK);
        ladder.registered("bob", MOBILE);
        legB("f4");
        SipMessage desk = lb.expects("INVITE");
        SipMessage mobile = lb.expects("INVITE");
        lb.answers(mobile, 180, "Ringing", "m1");
        b2bua.expects(180);
        lb.answers(desk, 603, "Decline", "d1");
        lb.expects("ACK");
        SipMessage cancel = lb.expects("CANCEL");
        assertThat(cancel.requestUri()).isEqualTo(MOBILE);
        lb.answers(cancel, 200, "OK", "m1");
        lb.answers(mobile, 487, "Request Terminated", "m1");
        lb.expects("ACK");
        assertThat(b2bua.expects(603).reason()).isEqualTo("Decline");
        ladder.isIdle();
    }

    @Test void aPhones503ReachesLegAAsItIs() {
        ladder.registered("bob", DESK);
        legB("f5");
        lb.answers(lb.expects("INVITE"), 503, "Service Unavailable", "d1");
        b2bua.expects(503);
    }

    @Test void a503IsTheWorstOfTheServersFailures() {
        ladder.registered("bob", DESK);
        ladder.registered("bob", MOBILE);
        legB("f5b");
        SipMessage desk = lb.expects("INVITE");
        SipMessage mobile = lb.expects("INVITE");
        lb.answers(desk, 503, "Service Unavailable", "d1");
        lb.answers(mobile, 500, "Server Internal Error", "m1");
        b2bua.expects(500);
    }

    @Test void aSilentPhoneDoesNotHoldUpTheOther() {
        ladder.registered("bob", DESK);
        ladder.registered("bob", MOBILE);
        legB("f6");
        lb.expects("INVITE");
        SipMessage mobile = lb.expects("INVITE");
        lb.answers(mobile, 180, "Ringing", "m1");
        b2bua.expects(180);
        ladder.time.passes(Duration.ofSeconds(10));
        lb.answers(mobile, 486, "Busy Here", "m1");
        b2bua.expects(486);                                     // although the desk phone never spoke
        ladder.isIdle();
    }

    @Test void theCallersCancelReachesEveryPhone() {
        ladder.registered("bob", DESK);
        ladder.registered("bob", MOBILE);
        SipMessage invite = legB("f7");
        SipMessage desk = lb.expects("INVITE");
        SipMessage mobile = lb.expects("INVITE");
        lb.answers(desk, 180, "Ringing", "d1");
        b2bua.expects(180);
        lb.answers(mobile, 180, "Ringing", "m1");
        b2bua.expects(180);
        b2bua.sends(ProxyLadder.cancelFor(invite));
        b2bua.expects(200);
        lb.answers(lb.expects("CANCEL"), 200, "OK", "d1");
        lb.answers(lb.expects("CANCEL"), 200, "OK", "m1");
        lb.answers(desk, 487, "Request Terminated", "d1");
        lb.answers(mobile, 487, "Request Terminated", "m1");
        b2bua.expects(487);
        ladder.isIdle();
    }

    private SipMessage legB(String callId, String forking) {
        SipMessage invite = invite(callId).requestUri("sip:bob@example.org;tandem-fork=" + forking);
        b2bua.sends(invite);
        b2bua.expects(100);
        return invite;
    }

    @Test void theWishesOfTheCalleeGoAlongToLegB() {
        ladder.accounts.add("bob", "431002", Map.of("serial_forking_by_q_value", List.of("standard"), "contact_ringtimeout", List.of("20"),
                "stop_forking_code_lists", List.of("486")));
        ladder.registered("bob", DESK);
        ladder.authenticated(ladder.invite("sip:bob@example.org", "s0", 1), "alice", "secret-alice");
        assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:bob@example.org;tandem-fork=standard_20_486");
    }

    @Test void phonesAreCalledOneAfterTheOtherByTheirQ() {
        ladder.registered("bob", DESK, "0.5");
        ladder.registered("bob", MOBILE, "1.0");
        legB("s1", "standard_20");
        SipMessage mobile = lb.expects("INVITE");               // L ◀─ INVITE ── P   the higher q
        assertThat(mobile.requestUri()).isEqualTo(MOBILE);
        lb.expectsNothing();
        lb.answers(mobile, 180, "Ringing", "m1");
        b2bua.expects(180);
        ladder.time.passes(Duration.ofSeconds(20));             // it rings for 20 s
        SipMessage cancel = lb.expects("CANCEL");
        assertThat(cancel.header("Reason")).contains("SIP;cause=408;text=\"Request Timeout\"");
        SipMessage desk = lb.expects("INVITE");
        assertThat(desk.requestUri()).isEqualTo(DESK);
        lb.answers(cancel, 200, "OK", "m1");
        lb.answers(mobile, 487, "Request Terminated", "m1");
        lb.expects("ACK");
        lb.answersWithSdp(desk, 200, "OK", "d1");
        assertThat(b2bua.expects(200).toTag()).contains("d1");
        ladder.isIdle();
    }

    @Test void theNextPhoneIsCalledAtOnceWhenOneRefusesAndNobodyAfterTheLast() {
        ladder.registered("bob", DESK, "0.5");
        ladder.registered("bob", MOBILE, "1.0");
        legB("s2", "standard_0");
        lb.answers(lb.expects("INVITE"), 480, "Away", "m1");
        lb.expects("ACK");
        b2bua.expectsNothing();
        lb.answers(lb.expects("INVITE"), 486, "Busy Here", "d1");
        lb.expects("ACK");
        assertThat(b2bua.expects(486).reason()).isEqualTo("Busy Here");
        ladder.isIdle();
    }

    @Test void aCallThatNoPhoneTakesInItsTimeIsNotAnswered() {
        ladder.registered("bob", DESK, "0.5");
        ladder.registered("bob", MOBILE, "1.0");
        legB("s3", "standard_5");
        SipMessage mobile = lb.expects("INVITE");
        lb.answers(mobile, 180, "Ringing", "m1");
        b2bua.expects(180);
        ladder.time.passes(Duration.ofSeconds(5));
        lb.answers(lb.expects("CANCEL"), 200, "OK", "m1");
        SipMessage desk = lb.expects("INVITE");
        lb.answers(mobile, 487, "Request Terminated", "m1");
        lb.expects("ACK");
        lb.answers(desk, 180, "Ringing", "d1");
        b2bua.expects(180);
        ladder.time.passes(Duration.ofSeconds(5));
        lb.answers(lb.expects("CANCEL"), 200, "OK", "d1");
        lb.answers(desk, 487, "Request Terminated", "d1");
        b2bua.expects(408);
        ladder.isIdle();
    }

    @Test void aStopCodeStopsTheOthersAndIsTheAnswer() {
        ladder.registered("bob", DESK);
        ladder.registered("bob", MOBILE);
        legB("s4", "no_0_486");
        SipMessage desk = lb.expects("INVITE");
        SipMessage mobile = lb.expects("INVITE");
        lb.answers(mobile, 180, "Ringing", "m1");
        b2bua.expects(180);
        lb.answers(desk, 486, "Busy Here", "d1");
        lb.expects("ACK");
        SipMessage cancel = lb.expects("CANCEL");
        assertThat(cancel.header("Reason")).contains("SIP;cause=486;text=\"Refused elsewhere\"");
        lb.answers(cancel, 200, "OK", "m1");
        lb.answers(mobile, 487, "Request Terminated", "m1");
        lb.expects("ACK");
        b2bua.expects(486);
        ladder.isIdle();
    }

    @Test void whoGivesUpIsCalledNoFurther() {
        ladder.registered("bob", DESK, "0.5");
        ladder.registered("bob", MOBILE, "1.0");
        SipMessage invite = legB("s5", "standard_20");
        SipMessage mobile = lb.expects("INVITE");
        lb.answers(mobile, 180, "Ringing", "m1");
        b2bua.expects(180);
        b2bua.sends(ProxyLadder.cancelFor(invite));
        b2bua.expects(200);
        lb.answers(lb.expects("CANCEL"), 200, "OK", "m1");
        lb.answers(mobile, 487, "Request Terminated", "m1");
        lb.expects("ACK");
        b2bua.expects(487);
        lb.expectsNothing();
        ladder.isIdle();
    }

    @Test void drawnPhonesAreCalledOneByOne() {
        ladder.registered("bob", DESK, "0.5");
        ladder.registered("bob", MOBILE, "0.5");
        legB("s6", "probability_20");
        SipMessage first = lb.expects("INVITE");
        lb.expectsNothing();
        lb.answers(first, 486, "Busy Here", "m1");
        lb.expects("ACK");
        assertThat(lb.expects("INVITE").requestUri()).isNotEqualTo(first.requestUri());
    }

    @Test void nobodyIsLeftOnLegB() {
        legB("f8");
        assertThat(b2bua.expects(480).reason()).isEqualTo("Offline");
        ladder.isIdle();
    }

    @Test void requestsInsideLegBPassWithoutRelayAndRecords() {
        ladder.registered("bob", DESK);
        legB("f9");
        SipMessage invite = lb.expects("INVITE");
        lb.answersWithSdp(invite, 200, "OK", "d1");
        b2bua.expects(200);
        SipMessage bye = SipMessage.request("BYE", "sip:127.0.0.1:5080;transport=udp")
                .header("Via", "SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK-x")
                .header("From", "<sip:bob@example.org>;tag=d1").header("To", "<sip:431001@example.org>;tag=b1")
                .header("Call-ID", "f9_pbx-1").header("CSeq", "1 BYE").header("Max-Forwards", "70")
                .header("Route", invite.header("Record-Route").orElseThrow()).build();
        lb.sends(bye);
        SipMessage toB2bua = b2bua.expects("BYE");
        b2bua.answers(toB2bua, 200, "OK", "b1");
        lb.expects(200);
        lb.sends(bye.copy().remove("Route").set("Via", "SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK-y"));
        b2bua.answers(b2bua.expects("BYE"), 481, "Call Does Not Exist", "b1");   // by its token alone
        lb.expects(481);
        assertThat(ladder.relay.log).isEmpty();
        assertThat(ladder.records).isEmpty();
        ladder.isIdle();
    }
}
