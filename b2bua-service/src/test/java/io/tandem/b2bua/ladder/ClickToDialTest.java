package io.tandem.b2bua.ladder;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.tandem.b2bua.message.IdentityProperties;
import io.tandem.b2bua.thirdparty.DialProgress;
import io.tandem.b2bua.thirdparty.DialRequest;
import io.tandem.b2bua.timer.CallProperties;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.b2bua.ladder.Party.body;
import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

/** A call that the B2BUA makes for a subscriber (RFC 3725 §4.4, flow IV). Both parties are behind one proxy, so they share a mail box: the order counts. */
class ClickToDialTest {
    private static final String OFFER = "v=0\r\nm=audio 4000 RTP/AVP 8\r\na=sendrecv\r\n";

    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6002);
    private final Party bob = tandem.party("bob", 6002);

    private static CompletableFuture<DialProgress> dial(Exchange exchange) {
        return exchange.server.dial(new DialRequest("uuid-a", SipUri.parse("sip:alice@example.org"), SipUri.parse("sip:0043123@example.org")));
    }

    private void aliceAnswers() {
        dial(tandem);
        alice.expects("INVITE");                                     //        T ── INVITE ─▶ A   silent
        alice.responds(200, "silent");                               //        T ◀─  200  ─── A
        alice.expects("ACK");                                        //        T ──  ACK  ──▶ A
        bob.expects("INVITE");                                       //        T ── INVITE ─▶ B   no offer
    }

    private void theyTalk() {
        aliceAnswers();
        bob.responds(200, OFFER);                                    //        T ◀─  200  ─── B   offer
        alice.expects("INVITE");                                     //        T ── INVITE ─▶ A   Bob's offer
        alice.responds(200, "INVITE", m -> body(m, "answer"));       //        T ◀─  200  ─── A   answer
        alice.expects("ACK");                                        //        T ──  ACK  ──▶ A
        bob.expects("ACK");                                          //        T ──  ACK  ──▶ B   Alice's answer
    }

    private void hangsUp(Party one, Party other) {
        one.sends(one.request("BYE").set("Reason", "Q.850;cause=16"));
        one.expects(200, "BYE");
        assertThat(other.expects("BYE").header("Reason")).contains("Q.850;cause=16");
        other.responds(200, "BYE", x -> x);
        other.expectsNothing();
        tandem.isIdle();
    }

    @Test void theSubscribersPhoneRingsAndIsThenConnected() {
        CompletableFuture<DialProgress> news = dial(tandem);
        SipMessage toAlice = alice.expects("INVITE");
        assertThat(toAlice.requestUri()).isEqualTo("sip:alice@example.org");
        assertThat(toAlice.header("From").orElseThrow()).startsWith("<sip:0043123@example.org>;tag=");
        assertThat(toAlice.header("To")).contains("<sip:alice@example.org>");
        assertThat(toAlice.header("Contact")).contains("<sip:127.0.0.1:5080;transport=udp>");
        assertThat(toAlice.callId()).endsWith("_pbx-1");
        assertThat(toAlice.has("P-Third-Party-Call")).as("to her phones it is no call of hers").isFalse();
        assertThat(sdp(toAlice)).contains("m=audio 9 ", "a=inactive");
        assertThat(news).isNotDone();
        alice.responds(180);
        assertThat(news).isCompletedWithValue(new DialProgress(180, "Because"));
        alice.responds(200, "silent");
        assertThat(alice.expects("ACK").hasBody()).isFalse();
        SipMessage toBob = bob.expects("INVITE");
        assertThat(toBob.requestUri()).isEqualTo("sip:0043123@example.org");
        assertThat(toBob.header("From").orElseThrow()).startsWith("<sip:alice@example.org>;tag=");
        assertThat(toBob.header("P-Third-Party-Call")).contains("uuid-a");
        assertThat(toBob.callId()).isNotEqualTo(toAlice.callId()).doesNotEndWith("_pbx-1");
        assertThat(toBob.hasBody()).isFalse();
        bob.responds(180);
        bob.responds(200, OFFER);
        SipMessage moved = alice.expects("INVITE");
        assertThat(sdp(moved)).isEqualTo(OFFER);
        alice.responds(200, "INVITE", m -> body(m, "answer"));
        assertThat(alice.expects("ACK").hasBody()).isFalse();
        assertThat(sdp(bob.expects("ACK"))).isEqualTo("answer");
        assertThat(tandem.server.calls()).isOne();
        hangsUp(alice, bob);
    }

    @Test void theOtherOneHangsUp() {
        theyTalk();
        hangsUp(bob, alice);
    }

    @Test void whileTheyTalkRequestsPassBothWays() {
        theyTalk();
        for (Party[] pair : new Party[][] {{alice, bob}, {bob, alice}}) {
            pair[0].sends(body(pair[0].request("INVITE"), "hold"));
            pair[0].expects(100);
            assertThat(sdp(pair[1].expects("INVITE"))).isEqualTo("hold");
            pair[1].responds(200, "INVITE", m -> body(m, "held"));
            assertThat(sdp(pair[0].expects(200))).isEqualTo("held");
            pair[0].sendsAck("");
            pair[1].expects("ACK");
            pair[0].sends(pair[0].request("INFO"));
            pair[1].expects("INFO");
            pair[1].responds(200, "INFO", x -> x);
            pair[0].expects(200, "INFO");
        }
        hangsUp(alice, bob);
    }

    @ParameterizedTest
    @ValueSource(ints = {480, 486, 603})
    void phonesThatDoNotTakeItLeaveNothing(int status) {
        CompletableFuture<DialProgress> news = dial(tandem);
        alice.expects("INVITE");
        alice.responds(status);
        alice.expects("ACK");
        assertThat(news).isCompletedWithValue(new DialProgress(status, "Because"));
        alice.expectsNothing();
        tandem.isIdle();
    }

    @Test void phonesThatNobodyAnswersAreCancelled() {
        dial(tandem);
        alice.expects("INVITE");
        alice.responds(180);
        tandem.time.passes(Duration.ofSeconds(175));
        assertThat(alice.expects("CANCEL").header("Reason")).contains("SIP;cause=480;text=\"No answer\"");
        alice.responds(200, "CANCEL", x -> x);
        alice.responds(487);
        alice.expects("ACK");
        alice.expectsNothing();
        tandem.isIdle();
    }

    @Test void aProxyThatSaysNothingLeavesNothing() {
        CompletableFuture<DialProgress> news = dial(tandem);
        tandem.time.passes(Duration.ofSeconds(33));
        assertThat(news).isCompletedWithValue(new DialProgress(408, "Not Reached"));
        tandem.isIdle();
    }

    @Test void aBusyDestinationIsToldInTheBye() {
        aliceAnswers();
        bob.responds(486);
        bob.expects("ACK");
        assertThat(alice.expects("BYE").header("Reason")).contains("SIP;cause=486;text=\"Because\"");
        alice.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void whoHangsUpWhileItRingsCancels() {
        aliceAnswers();
        bob.responds(180);
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.expects("CANCEL");
        bob.responds(200, "CANCEL", x -> x);
        bob.responds(487);
        bob.expects("ACK");
        bob.expectsNothing();
        tandem.isIdle();
    }

    @Test void whoHangsUpInTheLastMomentLeavesNoOfferWithoutAnswer() {
        aliceAnswers();
        bob.responds(200, OFFER);
        alice.expects("INVITE");
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        assertThat(sdp(bob.expects("ACK"))).isEqualTo("v=0\r\nm=audio 0 RTP/AVP 8\r\n");
        bob.isHungUp();
        alice.responds(487);
        alice.expects("ACK");
        tandem.isIdle();
    }

    @Test void aPhoneThatDoesNotTakeTheOfferEndsTheCall() {
        aliceAnswers();
        bob.responds(200, OFFER);
        alice.expects("INVITE");
        alice.responds(488);
        alice.expects("ACK");
        bob.expects("ACK");
        bob.isHungUp();
        alice.isHungUp();
        tandem.isIdle();
    }

    @Test void anOfferThatMeetsThePhonesOwnIsMadeAgain() {          // RFC 3261 §14.1
        aliceAnswers();
        bob.responds(200, OFFER);
        alice.expects("INVITE");
        alice.sends(body(alice.request("INVITE"), "hold"));
        alice.expects(491);
        alice.sendsAckOfRefusal();
        alice.responds(491);
        alice.expects("ACK");
        tandem.time.passes(Duration.ofSeconds(2));
        alice.expects("INVITE");
        alice.responds(200, "INVITE", m -> body(m, "answer"));
        alice.expects("ACK");
        bob.expects("ACK");
        hangsUp(bob, alice);
    }

    @Test void aSecondPhoneThatAnswersIsHungUp() {                   // RFC 3261 §13.2.2.4
        dial(tandem);
        alice.expects("INVITE");
        SipMessage second = body(alice.response(200, "INVITE", "b2"), "silent");
        alice.responds(200, "silent");
        alice.expects("ACK");
        bob.expects("INVITE");
        tandem.receive(second, alice.address);
        assertThat(alice.expects("ACK").toTag()).contains("b2");
        assertThat(alice.expects("BYE").toTag()).contains("b2");
        alice.responds(200, "BYE", x -> x);
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.responds(487);
        bob.expects("ACK");
        tandem.isIdle();
    }

    @Test void anAnswerWithoutOfferEndsTheCall() {
        aliceAnswers();
        bob.responds(200);
        bob.expects("ACK");
        bob.isHungUp();
        alice.isHungUp();
        tandem.isIdle();
    }

    @Test void aRepeated200GetsTheSameAck() {
        theyTalk();
        bob.responds(bob.response(200, "INVITE", "b1"));
        assertThat(sdp(bob.expects("ACK"))).isEqualTo("answer");
        hangsUp(alice, bob);
    }

    @Test void shuttingDownEndsItInEveryState() {
        dial(tandem);
        alice.expects("INVITE");
        alice.responds(180);
        tandem.server.drain();
        alice.expects("CANCEL");
        alice.responds(200, "CANCEL", x -> x);
        alice.responds(487);
        alice.expects("ACK");
        assertThat(dial(tandem)).as("no further ones").isCompletedWithValue(new DialProgress(503, "Service Unavailable"));
        tandem.isIdle();
    }

    @Test void shuttingDownEndsThoseWhoTalk() {
        theyTalk();
        tandem.server.drain();
        bob.isHungUp();
        assertThat(alice.expects("BYE").header("Reason")).contains("SIP;cause=503;text=\"Shutting down\"");
        alice.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void aFullServerTakesNoMore() {
        Exchange full = new Exchange(new IdentityProperties("Tandem", IdentityProperties.UserAgentMode.PASS),
            new CallProperties(Duration.ofHours(6), Duration.ofSeconds(175), 1, Duration.ofMillis(500), Duration.ofSeconds(5)));
        dial(full);
        assertThat(dial(full)).isCompletedWithValue(new DialProgress(503, "Service Unavailable"));
    }
}
