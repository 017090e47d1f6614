package io.tandem.b2bua.ladder;

import java.time.Duration;

import io.tandem.b2bua.message.IdentityProperties;
import io.tandem.b2bua.message.IdentityProperties.UserAgentMode;
import io.tandem.b2bua.timer.CallProperties;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What ends a call before it is one, and what belongs to none. */
class RefusalTest {
    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);

    @ParameterizedTest @ValueSource(ints = {301, 302, 401, 404, 407, 415, 422, 480, 486, 488, 500, 503, 603, 606})
    void aRefusalPassesWithItsPhraseAndATagOfOurs(int status) {
        call();
                        bob.responds(status, "INVITE", m -> m.set("Reason", "Q.850;cause=17").set("Warning", "399 x \"y\"")
                            .set("Contact", "<sip:carol@192.0.2.1>").set("Server", "Phone/1").set("Min-SE", "90"));
                        bob.expects("ACK");
        SipMessage refusal = alice.expects(status);
        assertThat(refusal.reason()).isEqualTo("Because");
        assertThat(refusal.toTag()).isPresent().isNotEqualTo(java.util.Optional.of("b1"));
        assertThat(refusal.header("Reason")).contains("Q.850;cause=17");
        assertThat(refusal.header("Min-SE")).contains("90");
        assertThat(refusal.header("Server")).contains("Phone/1");
        assertThat(refusal.has("Contact")).as("redirection targets pass, other Contacts do not").isEqualTo(status < 400);
        alice.sendsAckOfRefusal();
        tandem.isIdle();
    }

    @Test void aSilentProxyIs408() {
        call();
        tandem.time.passes(Duration.ofSeconds(33));
        assertThat(alice.expects(408).reason()).isEqualTo("Request Timeout");
        alice.sendsAckOfRefusal();
        tandem.isIdle();
    }

    @Test void aPhoneThatRingsForTooLongIsCancelledAndTheCallerGets480() {
        call();
                        bob.responds(180);
        alice.expects(180);
        tandem.time.passes(Duration.ofSeconds(175));
        alice.expects(480);
        alice.sendsAckOfRefusal();
                        bob.expects("CANCEL");
                        bob.responds(487);
                        bob.expects("ACK");
        tandem.isIdle();
    }

    @Test void expiresShortensTheRinging() {                         // RFC 3261 §13.2.1
        alice.sends(alice.invite("offer").set("Expires", "20"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(180);
        alice.expects(180);
        tandem.time.passes(Duration.ofSeconds(21));
        alice.expects(480);
        alice.sendsAckOfRefusal();
                        bob.expects("CANCEL");
        tandem.isIdle();
    }

    @Test void whatBelongsToNoDialogGets481() {
        alice.invite("");
        for (String method : new String[] {"BYE", "INFO", "UPDATE", "PRACK", "INVITE", "OPTIONS"}) {
            alice.sends(alice.request(method).set("To", "<sip:bob@example.org>;tag=gone"));
            alice.expects(481, method);
            if (method.equals("INVITE")) alice.sendsAckOfRefusal();
        }
        alice.sends(alice.request("BYE"));
        alice.expects(481, "BYE");
        alice.sends(alice.request("ACK").set("To", "<sip:bob@example.org>;tag=gone"));
        alice.expectsNothing();
        tandem.isIdle();
    }

    @Test void methodsThatEndElsewhereGet405WithAllow() {
        alice.invite("");
        for (String method : new String[] {"REGISTER", "SUBSCRIBE", "MESSAGE", "PUBLISH", "REFER", "NOTIFY"}) {
            alice.sends(alice.request(method));
            assertThat(alice.expects(405, method).headers("Allow")).contains("INVITE", "OPTIONS");
        }
        tandem.isIdle();
    }

    @Test void optionsIsAnswered() {
        alice.invite("");
        alice.sends(alice.request("OPTIONS"));
        SipMessage ok = alice.expects(200, "OPTIONS");
        assertThat(ok.headers("Allow")).contains("UPDATE");
        assertThat(ok.header("Server")).contains("Tandem");
        tandem.isIdle();
    }

    @Test void anInviteThatNoProxyOfOursSentGets500() {
        refusedWith(500, alice.invite("x").remove("P-Proxy-Uri"));
        refusedWith(500, alice.invite("x").set("P-Proxy-Uri", "sip:proxy.example.org"));
        refusedWith(500, alice.invite("x").set("P-Proxy-Uri", "what"));
        refusedWith(500, alice.invite("x").set("P-App-From", "what"));
        tandem.isIdle();
    }

    @Test void anUnknownApplicationGets404() {
        refusedWith(404, alice.invite("x").set("P-App-Name", "karaoke"));
        tandem.isIdle();
    }

    @Test void anInviteWithoutContactOrTagGets400() {
        refusedWith(400, alice.invite("x").remove("Contact"));
        refusedWith(400, alice.invite("x").set("Contact", "<sip:alice@ @>"));
        refusedWith(400, alice.invite("x").set("From", "<sip:alice@example.org>"));
        tandem.isIdle();
    }

    @Test void anAnswerWhoseContactCannotBeReadIsAFailure() {
        call();
                        bob.responds(180, "INVITE", m -> m.set("Contact", "<sip:bob@ @>"));
        alice.expectsNothing();
                        bob.responds(200, "INVITE", m -> m.set("Contact", "<sip:bob@ @>"));
        assertThat(alice.expects(500).reason()).isEqualTo("Server Internal Error");
        alice.sendsAckOfRefusal();
        tandem.isIdle();
    }

    @Test void aBusyExchangeRefusesWith503AndRetryAfter() {
        tandem.loopDelay = Duration.ofSeconds(1);
        assertThat(refusedWith(503, alice.invite("x")).header("Retry-After")).contains("5");
        tandem.loopDelay = Duration.ZERO;
        tandem.isIdle();
    }

    @Test void noMoreCallsThanConfigured() {
        var full = new Exchange(new IdentityProperties("Tandem", UserAgentMode.PASS),
            new CallProperties(Duration.ofHours(6), Duration.ofSeconds(175), 1, Duration.ofMillis(500), Duration.ofSeconds(7)));
        Party carol = full.party("carol", 6003);
        Party dave = full.party("dave", 6004);
        carol.sends(carol.invite("x"));
        carol.expects(100);
        dave.sends(dave.invite("x"));
        assertThat(dave.expects(503).header("Retry-After")).contains("7");
        dave.sendsAckOfRefusal();
        full.time.passes(Duration.ofSeconds(33));
        carol.expects(408);
        carol.sendsAckOfRefusal();
        full.isIdle();
    }

    @Test void aDrainingExchangeRefusesCallsAndProbes() {
        tandem.server.drain();
        refusedWith(503, alice.invite("x"));
        alice.sends(alice.request("OPTIONS"));
        alice.expects(503, "OPTIONS");
        tandem.isIdle();
    }

    @Test void drainingRefusesWhatRings() {
        call();
                        bob.responds(180);
        alice.expects(180);
        tandem.server.drain();
        alice.expects(503);
        alice.sendsAckOfRefusal();
                        bob.expects("CANCEL");
                        bob.responds(487);
                        bob.expects("ACK");
        tandem.isIdle();
    }

    private SipMessage refusedWith(int status, SipMessage invite) {
        alice.sends(invite);
        SipMessage answer = alice.expects(status);
        alice.sendsAckOfRefusal();
        return answer;
    }

    private void call() {
        alice.sends(alice.invite("offer"));
        alice.expects(100);
                        bob.expects("INVITE");
    }
}
