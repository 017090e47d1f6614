package io.tandem.b2bua.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

/** Call park (signalling.md §3.10): Alice is parked, Dora takes her. */
class ParkTest {
    private static final String OFFER = "v=0\r\no=- 7 7 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";

    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);
    private final Party dora = tandem.party("dora", 6003);

    private static SipMessage to(String application, String place, SipMessage invite) {
        return invite.set("P-App-Name", application).set("P-App-Param", "calltimer=3600;" + place);
    }

    private void aliceIsParked(String offer) {
        alice.sends(to("park", "a_park_domain=7;park_place=5", alice.invite(offer)));        // A ── INVITE ─▶ T
        SipMessage ok = alice.expects(200);                                                  // A ◀──  200  ── T
        assertThat(sdp(ok)).contains("a=inactive").doesNotContain("10.0.0.1");
        assertThat(ok.header("Contact")).contains("<sip:127.0.0.1:5080;transport=udp>");
        alice.sendsAck(offer.isEmpty() ? OFFER : "");                                        // A ──  ACK  ─▶ T
        bob.expectsNothing();
    }

    private void doraAsks(String place) {
        dora.sends(to("unpark", place, dora.invite("of dora")).set("From", "<sip:dora@example.org>;tag=d-tag")); // D ── INVITE ─▶ T
    }

    private void theyTalk() {
        dora.expects(100);
        assertThat(sdp(alice.expects("INVITE"))).isEqualTo("of dora");                       // A ◀─ re-INVITE ─ T
        alice.responds(alice.response(200, "INVITE", "x").body("application/sdp", "of alice".getBytes(StandardCharsets.UTF_8)));
        SipMessage ok = dora.expects(200);                                                   // D ◀──  200  ── T
        assertThat(sdp(ok)).isEqualTo("of alice");
        dora.sends(dora.request("ACK").set("CSeq", ok.cSeq() + " ACK").set("From", "<sip:dora@example.org>;tag=d-tag")
            .set("To", ok.header("To").orElseThrow()));
        alice.expects("ACK");
    }

    @ParameterizedTest
    @ValueSource(strings = {OFFER, ""})
    void whoIsParkedTalksWithWhoeverTakesHer(String offer) {
        aliceIsParked(offer);
        doraAsks("a_park_domain=7;park_place=5");
        theyTalk();
        tandem.time.passes(Duration.ofSeconds(55));
        alice.expectsNothing();                                                              // she is parked no more
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        dora.isHungUp();
        tandem.isIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_park_domain=8;park_place=5", "a_park_domain=7;park_place=6", "a_park_domain=7", "park_place=5", ""})
    void nobodyIsAtAnotherPlaceOrOfAnotherCustomer(String place) {
        aliceIsParked(OFFER);
        doraAsks(place);
        dora.expects(404);
        dora.sendsAckOfRefusal();
        alice.expectsNothing();
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        tandem.isIdle();
    }

    @Test void aPlaceThatIsTakenIsBusyUntilItIsFree() {
        aliceIsParked(OFFER);
        dora.sends(to("park", "a_park_domain=7;park_place=5", dora.invite(OFFER)));
        dora.expects(486);
        dora.sendsAckOfRefusal();
        alice.sends(alice.request("BYE"));                                                   // she does not wait
        alice.expects(200, "BYE");
        doraAsks("a_park_domain=7;park_place=5");
        dora.expects(404);
        dora.sendsAckOfRefusal();
        tandem.isIdle();
    }

    @Test void aPlaceNeedsACustomer() {
        alice.sends(to("park", "park_place=5", alice.invite(OFFER)));
        alice.expects(486);
        alice.sendsAckOfRefusal();
        tandem.isIdle();
    }

    @Test void whomNobodyTakesIsHungUp() {
        aliceIsParked(OFFER);
        tandem.time.passes(Duration.ofSeconds(50));
        assertThat(alice.isHungUp().header("Reason").orElseThrow()).contains("Parked for too long");
        doraAsks("a_park_domain=7;park_place=5");
        dora.expects(404);
        dora.sendsAckOfRefusal();
        tandem.isIdle();
    }

    @Test void aPhoneThatHoldsAndRefreshesStaysParked() {
        aliceIsParked(OFFER);
        alice.sends(Party.body(alice.request("INVITE"), OFFER));
        assertThat(sdp(alice.expects(200))).contains("a=inactive");
        alice.sendsAck("");
        alice.sends(alice.request("UPDATE"));
        assertThat(alice.expects(200, "UPDATE").hasBody()).isFalse();
        alice.sends(alice.request("REFER").set("Refer-To", "<sip:carol@example.org>"));
        alice.expects(480, "REFER");
        doraAsks("a_park_domain=7;park_place=5");
        theyTalk();
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        dora.isHungUp();
        tandem.isIdle();
    }

    @Test void anAnswerThatIsNotAcknowledgedIsRepeatedAndThenHungUp() {
        alice.sends(to("park", "a_park_domain=7;park_place=5", alice.invite(OFFER)));
        alice.expects(200);
        doraAsks("a_park_domain=7;park_place=5");
        dora.expects(404);
        dora.sendsAckOfRefusal();
        tandem.time.passes(Duration.ofMillis(500));
        alice.expects(200);
        tandem.time.passes(Duration.ofSeconds(32));
        while (alice.mail().peek() != null && !alice.mail().peek().isRequest()) {
            alice.expects(200);
        }
        assertThat(alice.isHungUp().header("Reason").orElseThrow()).contains("No ACK");
        tandem.isIdle();
    }
}
