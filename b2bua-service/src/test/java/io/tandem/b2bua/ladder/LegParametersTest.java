package io.tandem.b2bua.ladder;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.b2bua.ladder.Party.body;
import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

/** How the legs of a call hang together where P-App-Param says so (signalling.md §3.2): {@code fast_ack}, {@code hold_alter_b2b_aleg} and {@code _bleg}. */
class LegParametersTest {
    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);

    private SipMessage invite(String offer, String parameters) {
        return alice.invite(offer).set("P-App-Param", parameters);
    }

    private void answered(String offer, String parameters) {
        alice.sends(invite(offer, parameters));                      // F1     A ── INVITE ─▶ T
        alice.expects(100);
                        bob.expects("INVITE");                       // F2                    T ── INVITE ─▶ B
                        bob.responds(200, "answer");                 // F3                    T ◀─  200  ─── B
        alice.expects(200);                                          // F4     A ◀─  200  ─── T
    }

    private void talk(String parameters) {
        answered("offer", parameters);
        alice.sendsAck("");
                        bob.expects("ACK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast_ack=1", "fast_ack=yes", "calltimer=60;fast_ack=true"})
    void aFastAckDoesNotWaitForTheCallers(String parameters) {
        answered("offer", parameters);
                        assertThat(bob.expects("ACK").hasBody()).isFalse();  // F5            T ──  ACK  ──▶ B
                        bob.responds(200, "answer");                 //                       T ◀─  200  ─── B   the ACK was lost
                        bob.expects("ACK");
        alice.sendsAck("");                                          // F6     A ──  ACK  ──▶ T
                        bob.expectsNothing();
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
                        bob.isHungUp();
        tandem.isIdle();
    }

    @Test void anAnswerInTheCallersAckIsWaitedFor() {
        answered("", "fast_ack=1");
                        bob.expectsNothing();
        alice.sendsAck("late answer");
                        assertThat(sdp(bob.expects("ACK"))).isEqualTo("late answer");
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
                        bob.isHungUp();
        tandem.isIdle();
    }

    @Test void aCalleeWithAFastAckHangsUpBeforeTheCallersAck() {
        answered("offer", "fast_ack=1");
                        bob.expects("ACK");
                        bob.sends(bob.request("BYE"));
                        bob.expects(200, "BYE");
        alice.sendsAck("");
        alice.isHungUp();
        tandem.isIdle();
    }

    @Test void aCallerThatNeverAcknowledgesHasItsCalleeHungUp() {
        answered("offer", "fast_ack=1");
                        bob.expects("ACK");
        tandem.time.passes(java.time.Duration.ofSeconds(33));
        while (!alice.mail().isEmpty() && !alice.mail().peek().isRequest()) alice.expects(200);
        alice.isHungUp();
                        bob.isHungUp();
        tandem.isIdle();
    }

    private static String description(String address, String direction) {
        return "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"
            + (direction.isEmpty() ? "" : "a=" + direction + "\r\n") + "a=rtpmap:8 PCMA/8000\r\n";
    }

    /** The parameter; what the caller sends; what the callee gets. */
    @ParameterizedTest
    @CsvSource({"hold_alter_b2b_bleg=inactive, 192.0.2.1, sendonly, 192.0.2.1, inactive",
        "hold_alter_b2b_bleg=sendonly, 192.0.2.1, inactive, 192.0.2.1, sendonly",
        "hold_alter_b2b_bleg=yes, 0.0.0.0, '', 0.0.0.0, sendonly", "hold_alter_b2b_bleg=zero_connection, 192.0.2.1, sendonly, 0.0.0.0, sendonly",
        "hold_alter_b2b_bleg=no, 192.0.2.1, sendonly, 192.0.2.1, sendonly", "hold_alter_b2b_aleg=inactive, 192.0.2.1, sendonly, 192.0.2.1, sendonly",
        "hold_alter_b2b_bleg=inactive, 192.0.2.1, sendrecv, 192.0.2.1, sendrecv", "hold_alter_b2b_bleg=inactive, 192.0.2.1, '', 192.0.2.1, ''",
        "hold_alter_b2b_bleg=never, 192.0.2.1, sendonly, 192.0.2.1, sendonly"})
    void aHoldRequestIsAlteredForTheLegThatItGoesTo(String parameter, String address, String direction, String seenAddress, String seen) {
        talk(parameter);
        for (String method : new String[] {"INVITE", "UPDATE"}) {
            alice.sends(body(alice.request(method), description(address, direction)));
            if (method.equals("INVITE")) alice.expects(100);
            assertThat(sdp(bob.expects(method)).lines().sorted()).containsExactlyElementsOf(description(seenAddress, seen).lines().sorted().toList());
            bob.responds(200, method, m -> body(m, description("192.0.2.2", "recvonly")));
            alice.expects(200, method);
            if (method.equals("INVITE")) {
                alice.sendsAck("");
                bob.expects("ACK");
            }
        }
    }

    @Test void anInactiveOfferThatWasAlteredIsAnsweredInactive() {
        talk("hold_alter_b2b_aleg=sendonly");
                        bob.sends(body(bob.request("INVITE"), description("192.0.2.2", "inactive")));
                        bob.expects(100);
        assertThat(sdp(alice.expects("INVITE"))).contains("a=sendonly").doesNotContain("a=inactive");
        alice.responds(200, "INVITE", m -> body(m, description("192.0.2.1", "recvonly")));
                        assertThat(sdp(bob.expects(200))).contains("a=inactive").doesNotContain("a=recvonly");
                        bob.sendsAck("");
        alice.expects("ACK");
                        bob.sends(body(bob.request("INVITE"), description("192.0.2.2", "sendrecv")));
                        bob.expects(100);
        assertThat(sdp(alice.expects("INVITE"))).contains("a=sendrecv");
        alice.responds(200, "INVITE", m -> body(m, description("192.0.2.1", "sendrecv")));
                        assertThat(sdp(bob.expects(200))).contains("a=sendrecv");
    }
}
