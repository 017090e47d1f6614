package io.tandem.b2bua.ladder;

import java.time.Duration;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.b2bua.ladder.Party.body;
import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

/** Session timers of each leg (RFC 4028; signalling.md §3.4). */
class SessionTimerTest {
    private static final String OFF = "sst_enable=no;aleg_sst_enable=no";
    private static final String CALLEE = "sst_enable=yes;sst_expires=600;sst_min_timer=100;sst_max_timer=7200;sst_refresh_method=%s;aleg_sst_enable=no";
    private static final String CALLER = "sst_enable=no;aleg_sst_enable=yes;aleg_sst_expires=400;aleg_sst_min_timer=100;aleg_sst_refresh_method=%s";

    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);

    private SipMessage invite(String parameters) {
        return alice.invite("offer").set("P-App-Param", parameters).set("Supported", "timer, 100rel").set("Allow", "INVITE, UPDATE, BYE");
    }

    private SipMessage rings(SipMessage invite) {
        alice.sends(invite);
        alice.expects(100);
        return bob.expects("INVITE");
    }

    private SipMessage isAnswered(SipMessage answer) {
        bob.responds(answer);
        SipMessage ok = alice.expects(200);
        alice.sendsAck("");
        bob.expects("ACK");
        return ok;
    }

    private SipMessage bobs200() {
        return body(bob.response(200, "INVITE", "b1"), "answer").set("Allow", "INVITE, UPDATE, BYE");
    }

    private void aliceHangsUp() {
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.isHungUp();
        alice.expectsNothing();
        tandem.isIdle();
    }

    private static void hasNone(SipMessage message) {
        assertThat(message.has("Session-Expires")).isFalse();
        assertThat(message.has("Min-SE")).isFalse();
        assertThat(message.headers("Supported")).doesNotContain("timer");
        assertThat(message.headers("Require")).doesNotContain("timer");
    }

    @Test void withoutTimersNobodyHearsOfThem() {
        SipMessage invite = rings(invite(OFF).set("Session-Expires", "1800;refresher=uac").set("Min-SE", "90").set("Require", "timer"));
        hasNone(invite);
        assertThat(invite.headers("Supported")).containsExactly("100rel");
        hasNone(isAnswered(bobs200().set("Session-Expires", "1800;refresher=uas").set("Require", "timer")));
        tandem.time.passes(Duration.ofHours(1));
        bob.expectsNothing();
        aliceHangsUp();
    }

    @Test void theCalleesLegHasItsOwnAndTheCallersNone() {
        SipMessage invite = rings(invite(CALLEE.formatted("UPDATE")).set("Session-Expires", "1800;refresher=uac"));
        assertThat(invite.header("Session-Expires")).contains("600;refresher=uac");
        assertThat(invite.header("Min-SE")).contains("100");
        assertThat(invite.headers("Supported")).contains("timer");
        hasNone(isAnswered(bobs200().set("Session-Expires", "600;refresher=uac").set("Require", "timer")));
        for (int i = 0; i < 2; i++) {
            tandem.time.passes(Duration.ofSeconds(299));
            bob.expectsNothing();
            tandem.time.passes(Duration.ofSeconds(1));
            SipMessage refresh = bob.expects("UPDATE");
            assertThat(refresh.header("Session-Expires")).contains("600;refresher=uac");
            assertThat(refresh.header("Min-SE")).contains("100");
            assertThat(refresh.hasBody()).isFalse();
            bob.responds(200, "UPDATE", m -> m.set("Session-Expires", "600;refresher=uac").set("Contact", "<sip:bob@10.0.0.2:5060>"));
            alice.expectsNothing();
        }
        aliceHangsUp();
    }

    @Test void theCallersLegIsRefreshedByReinviteWithWhatItWasToldLast() {
        SipMessage invite = rings(invite(CALLER.formatted("INVITE")).set("Session-Expires", "1800"));
        hasNone(invite);
        SipMessage ok = isAnswered(bobs200());
        assertThat(ok.header("Session-Expires")).contains("400;refresher=uas");
        assertThat(ok.headers("Require")).contains("timer");
        tandem.time.passes(Duration.ofSeconds(200));
        SipMessage refresh = alice.expects("INVITE");
        assertThat(sdp(refresh)).isEqualTo("answer");
        assertThat(refresh.header("Session-Expires")).contains("400;refresher=uac");
        bob.sends(body(bob.request("INVITE"), "hold"));
        bob.expects(491);                                            // it meets the refresh
        bob.sendsAckOfRefusal();
        alice.responds(alice.response(200, "INVITE", "x").body("application/sdp", new byte[] {'o'}));
        alice.expects("ACK");
        bob.expectsNothing();
        bob.sends(body(bob.request("INVITE"), "hold"));              // and now it passes
        bob.expects(100);
        assertThat(alice.expects("INVITE").header("Session-Expires")).contains("400;refresher=uac");
        alice.responds(alice.response(200, "INVITE", "x").body("application/sdp", new byte[] {'h'}).set("Session-Expires", "400;refresher=uac"));
        hasNone(bob.expects(200));
        bob.sendsAck("");
        alice.expects("ACK");
        tandem.time.passes(Duration.ofSeconds(200));
        assertThat(sdp(alice.expects("INVITE"))).isEqualTo("hold");
        alice.responds(alice.response(200, "INVITE", "x").body("application/sdp", new byte[] {'h'}));
        alice.expects("ACK");
        aliceHangsUp();
    }

    @ParameterizedTest
    @CsvSource({"'INVITE, UPDATE', UPDATE", "'INVITE, BYE', INVITE"})
    void updateIsUsedIfTheOtherEndTakesIt(String allow, String method) {
        rings(invite(CALLEE.formatted("UPDATE_FALLBACK_INVITE")));
        isAnswered(bobs200().set("Allow", allow));
        tandem.time.passes(Duration.ofSeconds(300));
        bob.expects(method);
    }

    @Test void whoWantsToRefreshItselfMayAndHasTo() {
        rings(invite(CALLER.formatted("INVITE")).set("Session-Expires", "300;refresher=uac"));
        assertThat(isAnswered(bobs200()).header("Session-Expires")).contains("300;refresher=uac");
        tandem.time.passes(Duration.ofSeconds(150));
        alice.sends(alice.request("UPDATE").set("Session-Expires", "300;refresher=uac").set("Supported", "timer"));
        hasNone(bob.expects("UPDATE"));
        bob.responds(200, "UPDATE", m -> m.set("Contact", "<sip:bob@10.0.0.2:5060>"));
        assertThat(alice.expects(200, "UPDATE").header("Session-Expires")).contains("300;refresher=uac");
        tandem.time.passes(Duration.ofSeconds(267));
        alice.expectsNothing();
        tandem.time.passes(Duration.ofSeconds(1));                   // 300 - 32 (RFC 4028 §10)
        assertThat(alice.expects("BYE").header("Reason").orElseThrow()).contains("cause=408");
        alice.responds(200, "BYE", x -> x);
        bob.isHungUp();
        tandem.isIdle();
    }

    @ParameterizedTest
    @ValueSource(ints = {481, 408})
    void aPartyThatIsGoneEndsTheCall(int status) {
        rings(invite(CALLEE.formatted("UPDATE")));
        isAnswered(bobs200());
        tandem.time.passes(Duration.ofSeconds(300));
        bob.expects("UPDATE");
        if (status == 481) bob.responds(481, "UPDATE", x -> x);
        else tandem.time.passes(Duration.ofSeconds(32));
        while (bob.mail().element().method().equals("UPDATE")) bob.mail().remove();
        bob.expects("BYE");
        bob.responds(481, "BYE", x -> x);
        alice.isHungUp();
        tandem.isIdle();
    }

    @ParameterizedTest
    @ValueSource(ints = {501, 405, 500})
    void aRefusalShowsThatThePartyIsAlive(int status) {
        rings(invite(CALLEE.formatted("UPDATE")));
        isAnswered(bobs200());
        for (int i = 0; i < 2; i++) {
            tandem.time.passes(Duration.ofSeconds(300));
            bob.expects("UPDATE");
            bob.responds(status, "UPDATE", x -> x);
        }
        aliceHangsUp();
    }

    @Test void aCalleeThatWantsLongerIntervalsGetsThem() {           // RFC 4028 §7.3
        rings(invite(CALLEE.formatted("UPDATE")));
        bob.responds(bob.response(422, "INVITE", "b0").set("Min-SE", "900"));
        bob.expects("ACK");
        SipMessage again = bob.expects("INVITE");
        assertThat(again.cSeq()).isEqualTo(2);
        assertThat(again.header("Session-Expires")).contains("900;refresher=uac");
        assertThat(again.header("Min-SE")).contains("900");
        assertThat(sdp(again)).isEqualTo("offer");
        isAnswered(bobs200().set("Session-Expires", "900;refresher=uac"));
        tandem.time.passes(Duration.ofSeconds(450));
        bob.expects("UPDATE");
        bob.responds(200, "UPDATE", m -> m.set("Session-Expires", "900;refresher=uac"));
        aliceHangsUp();
    }

    @Test void aCallerThatAsksForShorterIntervalsGets422() {         // RFC 4028 §8.1
        alice.sends(invite(CALLER.formatted("UPDATE")).set("Session-Expires", "60"));
        SipMessage refused = alice.expects(422);
        assertThat(refused.header("Min-SE")).contains("100");
        alice.sendsAckOfRefusal();
        bob.expectsNothing();
        rings(invite(CALLER.formatted("UPDATE")).set("Session-Expires", "100").set("Call-ID", "c1@alice"));
        isAnswered(bobs200());
        alice.sends(body(alice.request("INVITE").set("Session-Expires", "60").set("Supported", "timer"), "hold"));
        assertThat(alice.expects(422).header("Min-SE")).contains("100");
        alice.sendsAckOfRefusal();
        bob.expectsNothing();
        aliceHangsUp();
    }
}
