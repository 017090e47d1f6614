package io.tandem.b2bua.ladder;

import java.time.Duration;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.tandem.b2bua.ladder.Party.body;
import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

/** Requests while the call is up, either way (RFC 3261 §12.2, §14, §15; RFC 3311; RFC 6086). */
class WithinCallTest {
    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);

    @BeforeEach void theyTalk() {
        alice.sends(alice.invite("offer"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(200, "answer");
        alice.expects(200);
        alice.sendsAck("");
                        bob.expects("ACK");
    }

    @Test void callerHoldsAndResumes() {
        for (String state : new String[] {"sendonly", "sendrecv"}) {
            reinvite(alice, bob, state, "answer to " + state);
        }
        aliceHangsUp();
    }

    @Test void calleeHoldsAndResumes() {
        for (String state : new String[] {"sendonly", "sendrecv"}) {
            reinvite(bob, alice, state, "answer to " + state);
        }
        aliceHangsUp();
    }

    @Test void reinviteWithoutSdpGetsItsOfferIn200() {
        bob.sends(bob.request("INVITE"));
        bob.expects(100);
        assertThat(alice.expects("INVITE").hasBody()).isFalse();
        alice.responds(200, "INVITE", m -> body(m, "offer of alice"));
        assertThat(sdp(bob.expects(200))).isEqualTo("offer of alice");
        bob.sendsAck("answer of bob");
        assertThat(sdp(alice.expects("ACK"))).isEqualTo("answer of bob");
        aliceHangsUp();
    }

    @Test void aRefusedReinviteLeavesTheCallAsItIs() {
        alice.sends(body(alice.request("INVITE"), "video"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(488);
                        bob.expects("ACK");
        alice.expects(488);
        alice.sendsAckOfRefusal();
        reinvite(bob, alice, "audio", "audio");
        aliceHangsUp();
    }

    @Test void crossingReinvitesMeetIn491() {                        // RFC 3261 §14.2
        alice.sends(body(alice.request("INVITE"), "alice's offer"));
        alice.expects(100);
                        bob.sends(body(bob.request("INVITE"), "bob's offer"));
                        SipMessage crossing = bob.expects("INVITE");
                        bob.expects(491);
                        bob.sendsAckOfRefusal();
        assertThat(sdp(crossing)).isEqualTo("alice's offer");
                        bob.responds(491);                           // Bob sees glare as well
                        bob.expects("ACK");
        alice.expects(491);
        alice.sendsAckOfRefusal();
        tandem.time.passes(Duration.ofSeconds(1));
        reinvite(bob, alice, "bob's offer", "ok");                   // Bob's timer is the shorter one: he does not own the Call-ID
        reinvite(alice, bob, "alice's offer", "ok");
        aliceHangsUp();
    }

    @Test void aSecondReinviteBeforeTheFirstIsAnsweredGets500() {
        alice.sends(body(alice.request("INVITE"), "one"));
        alice.expects(100);
        var first = alice.sentInvite();
                        bob.expects("INVITE");
        alice.sends(body(alice.request("INVITE"), "two"));
        assertThat(alice.expects(500).has("Retry-After")).isTrue();
        alice.sendsAckOfRefusal();
        alice.forgetsLaterInvite(first);
                        bob.responds(200, "INVITE", m -> body(m, "answer"));
        alice.expects(200);
        alice.sendsAck("");
                        bob.expects("ACK");
        aliceHangsUp();
    }

    @Test void aCancelledReinviteIsCancelledAtTheOtherEnd() {
        alice.sends(body(alice.request("INVITE"), "video"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(180, "INVITE", x -> x);
        alice.expects(180);
        alice.sendsCancel();
        alice.expects(200, "CANCEL");
                        bob.expects("CANCEL");
                        bob.responds(200, "CANCEL", x -> x);
                        bob.responds(487);
                        bob.expects("ACK");
        alice.expects(487);
        alice.sendsAckOfRefusal();
        assertThat(tandem.server.calls()).isOne();
        aliceHangsUp();
    }

    @Test void updatePassesBothWays() {
        for (Party[] pair : new Party[][] {{alice, bob}, {bob, alice}}) {
            pair[0].sends(body(pair[0].request("UPDATE"), "offer"));
            assertThat(sdp(pair[1].expects("UPDATE"))).isEqualTo("offer");
            pair[1].responds(200, "UPDATE", m -> body(m, "answer"));
            assertThat(sdp(pair[0].expects(200, "UPDATE"))).isEqualTo("answer");
        }
        aliceHangsUp();
    }

    @Test void crossingUpdatesMeetIn491() {                          // RFC 3311 §5.2
        alice.sends(body(alice.request("UPDATE"), "alice's offer"));
                        bob.expects("UPDATE");
                        bob.sends(body(bob.request("UPDATE"), "bob's offer"));
                        bob.expects(491, "UPDATE");
                        bob.sends(body(bob.request("INVITE"), "bob's offer"));
                        bob.expects(491);
                        bob.sendsAckOfRefusal();
        alice.sends(body(alice.request("UPDATE"), "another"));
        alice.expects(500, "UPDATE");
                        bob.responds(200, "UPDATE", m -> body(m, "answer"));
        alice.expects(200, "UPDATE");
        aliceHangsUp();
    }

    @Test void anUpdateWithoutSdpPassesAtAnyTime() {                 // as session timers send them (RFC 4028 §7.4)
        alice.sends(alice.request("INVITE"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.sends(bob.request("UPDATE").set("Session-Expires", "90;refresher=uac"));
        assertThat(alice.expects("UPDATE").header("Session-Expires")).contains("90;refresher=uac");
        alice.responds(200, "UPDATE", m -> m.set("Session-Expires", "90;refresher=uac"));
        assertThat(bob.expects(200, "UPDATE").header("Session-Expires")).contains("90;refresher=uac");
                        bob.responds(488);
                        bob.expects("ACK");
        alice.expects(488);
        alice.sendsAckOfRefusal();
        aliceHangsUp();
    }

    @Test void infoMessageAndNotifyPass() {
        for (String method : new String[] {"INFO", "MESSAGE", "NOTIFY", "OPTIONS"}) {
            alice.sends(alice.request(method).body("application/dtmf-relay", "Signal=1".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThat(sdp(bob.expects(method))).isEqualTo("Signal=1");
                        bob.responds(202, method, x -> x);
            alice.expects(202, method);
        }
        aliceHangsUp();
    }

    @Test void anUnknownMethodGets405WithAllow() {
        bob.sends(bob.request("JUMP"));
        assertThat(bob.expects(405, "JUMP").headers("Allow")).contains("INVITE", "PRACK", "UPDATE", "BYE");
        aliceHangsUp();
    }

    @Test void aRequestOutOfOrderGets500() {                         // RFC 3261 §12.2.2
        SipMessage late = alice.request("INFO");
        SipMessage early = alice.request("INFO");
        alice.sends(early);
                        bob.expects("INFO");
                        bob.responds(200, "INFO", x -> x);
        alice.expects(200, "INFO");
        alice.sends(late);
        alice.expects(500, "INFO");
        aliceHangsUp();
    }

    @Test void byesThatCrossAreBothAnswered() {
        alice.sends(alice.request("BYE"));                           //        A ──  BYE  ──▶ T
        alice.expects(200, "BYE");
                        bob.sends(bob.request("BYE"));               //                       T ◀╳ BYE  ─── B
                        bob.expects("BYE");                          //                       T ──  BYE ▶╳  B
                        bob.expects(200, "BYE");
                        bob.responds(481, "BYE", x -> x);
        alice.expectsNothing();
        tandem.isIdle();
    }

    @Test void aByeCarriesItsReasonAndTheCallersIdentity() {
        alice.sends(alice.request("BYE").set("Reason", "Q.850;cause=16"));
        alice.expects(200, "BYE");
                        SipMessage bye = bob.expects("BYE");
        assertThat(bye.header("Reason")).contains("Q.850;cause=16");
        assertThat(bye.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
                        bob.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void noPhoneSaysWhoItIs() {                               // RFC 3325 §5
        alice.sends(alice.request("INFO").set("P-Asserted-Identity", "<sip:forged@example.org>"));
        assertThat(bob.expects("INFO").headers("P-Asserted-Identity")).containsExactly("<sip:431001@example.org>");
        bob.responds(200, "INFO", m -> m.set("P-Asserted-Identity", "<sip:forged@example.org>"));
        assertThat(alice.expects(200, "INFO").has("P-Asserted-Identity")).isFalse();
        alice.sends(body(alice.request("INVITE"), "offer").set("P-Asserted-Identity", "<sip:forged@example.org>"));
        alice.expects(100);
        assertThat(bob.expects("INVITE").headers("P-Asserted-Identity")).containsExactly("<sip:431001@example.org>");
        bob.responds(488);
        bob.expects("ACK");
        alice.expects(488);
        alice.sendsAckOfRefusal();
        bob.sends(bob.request("INFO").set("P-Asserted-Identity", "<sip:forged@example.org>"));
        assertThat(alice.expects("INFO").has("P-Asserted-Identity")).isFalse();
        alice.responds(200, "INFO", x -> x);
        bob.expects(200, "INFO");
        alice.sends(alice.request("BYE").set("P-Asserted-Identity", "<sip:forged@example.org>"));
        alice.expects(200, "BYE");
        assertThat(bob.isHungUp().headers("P-Asserted-Identity")).containsExactly("<sip:431001@example.org>");
        tandem.isIdle();
    }

    @Test void noCalleeSaysWhoItIsWhenItHangsUp() {
        bob.sends(bob.request("BYE").set("P-Asserted-Identity", "<sip:forged@example.org>"));
        bob.expects(200, "BYE");
        assertThat(alice.isHungUp().has("P-Asserted-Identity")).isFalse();
        tandem.isIdle();
    }

    @Test void aByeDuringAReinviteEndsThatToo() {                    // RFC 3261 §15.1.2
        alice.sends(body(alice.request("INVITE"), "hold"));
        alice.expects(100);
                        bob.expects("INVITE");
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        alice.expects(487);
        alice.sendsAckOfRefusal();
                        bob.expects("BYE");
                        bob.responds(200, "BYE", x -> x);
                        bob.responds(487);
                        bob.expects("ACK");
        tandem.isIdle();
    }

    @Test void aByeBeforeTheAckOfAReinviteAcknowledgesIt() {
        bob.sends(body(bob.request("INVITE"), "hold"));
        bob.expects(100);
        alice.expects("INVITE");
        alice.responds(200, "INVITE", m -> body(m, "answer"));
        bob.expects(200);
        bob.sends(bob.request("BYE"));
        bob.expects(200, "BYE");
        alice.expects("BYE");
        alice.expects("ACK");
        alice.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void aPartyThatLostItsDialogEndsTheCall() {                // RFC 3261 §12.2.1.2
        alice.sends(alice.request("INFO"));
                        bob.expects("INFO");
                        bob.responds(481, "INFO", x -> x);
        alice.expects(481, "INFO");
        assertThat(alice.expects("BYE").header("Reason")).hasValueSatisfying(reason -> assertThat(reason).contains("cause=481"));
        alice.responds(200, "BYE", x -> x);
                        bob.expects("BYE");
                        bob.responds(481, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void aPartyThatDoesNotAnswerEndsTheCall() {
        alice.sends(body(alice.request("INVITE"), "hold"));
        alice.expects(100);
        tandem.time.passes(Duration.ofSeconds(33));
        alice.expects(408);
        alice.sendsAckOfRefusal();
        alice.isHungUp();
        tandem.isIdle();
    }

    @Test void aReinviteWhose200IsNeverAcknowledgedEndsTheCall() {
        alice.sends(body(alice.request("INVITE"), "hold"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(200, "INVITE", m -> body(m, "answer"));
        tandem.time.passes(Duration.ofSeconds(33));
        while (!alice.mail().element().isRequest()) alice.expects(200);
        alice.expects("BYE");
                        bob.expects("ACK");
                        bob.expects("BYE");
        tandem.isIdle();
    }

    @Test void unreadableContactsHarmNothing() {
        alice.sends(body(alice.request("INVITE").set("Contact", "<sip:@ @>"), "hold"));
        alice.expects(100);
        alice.expects(400);
        alice.sendsAckOfRefusal();
        alice.sends(alice.request("UPDATE").set("Contact", "<sip:@ @>"));
        alice.expects(400, "UPDATE");
        alice.sends(alice.request("UPDATE"));
                        bob.expects("UPDATE");
                        bob.responds(200, "UPDATE", m -> m.set("Contact", "<sip:@ @>"));
        alice.expects(500, "UPDATE");
        alice.sends(body(alice.request("INVITE"), "hold"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(200, "INVITE", m -> m.set("Contact", "<sip:@ @>"));
        alice.expects(500);
        alice.sendsAckOfRefusal();
                        bob.expects("ACK");
        reinvite(bob, alice, "audio", "audio");
        aliceHangsUp();
    }

    @Test void aSessionTimerIsRefreshedByWhoeverTookTheRole() {      // RFC 4028, end to end
        bob.sends(body(bob.request("INVITE").set("Session-Expires", "60;refresher=uac").set("Min-SE", "60"), "offer"));
        bob.expects(100);
        SipMessage refresh = alice.expects("INVITE");
        assertThat(refresh.header("Session-Expires")).contains("60;refresher=uac");
        assertThat(refresh.header("Min-SE")).contains("60");
        alice.responds(422, "INVITE", m -> m.set("Min-SE", "90"));
        alice.expects("ACK");
        assertThat(bob.expects(422).header("Min-SE")).contains("90");
        bob.sendsAckOfRefusal();
        bob.sends(body(bob.request("INVITE").set("Session-Expires", "90;refresher=uac"), "offer"));
        bob.expects(100);
        alice.expects("INVITE");
        alice.responds(200, "INVITE", m -> body(m.set("Session-Expires", "90;refresher=uac").set("Require", "timer"), "answer"));
        SipMessage ok = bob.expects(200);
        assertThat(ok.header("Session-Expires")).contains("90;refresher=uac");
        assertThat(ok.header("Require")).contains("timer");
        bob.sendsAck("");
        alice.expects("ACK");
        aliceHangsUp();
    }

    private void reinvite(Party from, Party to, String offer, String answer) {
        from.sends(body(from.request("INVITE"), offer));
        from.expects(100);
        assertThat(sdp(to.expects("INVITE"))).isEqualTo(offer);
        to.responds(200, "INVITE", m -> body(m, answer));
        assertThat(sdp(from.expects(200))).isEqualTo(answer);
        from.sendsAck("");
        to.expects("ACK");
    }

    private void aliceHangsUp() {
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
                        bob.expects("BYE");
                        bob.responds(200, "BYE", x -> x);
        alice.expectsNothing();
                        bob.expectsNothing();
        tandem.isIdle();
    }
}
