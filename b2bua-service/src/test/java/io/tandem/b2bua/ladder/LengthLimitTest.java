package io.tandem.b2bua.ladder;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A call may last as long as P-App-Param says, else six hours (signalling.md §3.5). */
class LengthLimitTest {
    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);

    @Test void callTimerEndsBothLegs() {
        talk("a=b; CallTimer=60 ;x");
        endsAfter(Duration.ofSeconds(60));
    }

    @Test void withoutATimerTheDefaultHolds() {
        talk("profile=ngcp_cf");
        endsAfter(Duration.ofSeconds(21_600));
    }

    @Test void nonsenseCountsAsAbsent() {
        talk("calltimer=-5");
        endsAfter(Duration.ofSeconds(21_600));
    }

    @Test void itCountsFromTheAnswer() {
        alice.sends(alice.invite("offer").set("P-App-Param", "calltimer=60"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(180);
        alice.expects(180);
        tandem.time.passes(Duration.ofSeconds(100));
                        bob.responds(200, "answer");
        alice.expects(200);
        alice.sendsAck("");
                        bob.expects("ACK");
        endsAfter(Duration.ofSeconds(60));
    }

    private void talk(String parameters) {
        alice.sends(alice.invite("offer").set("P-App-Param", parameters));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(200, "answer");
        alice.expects(200);
        alice.sendsAck("");
                        bob.expects("ACK");
    }

    private void endsAfter(Duration length) {
        tandem.time.passes(length.minusMillis(1));
        alice.expectsNothing();
                        bob.expectsNothing();
        tandem.time.passes(Duration.ofMillis(1));
        assertThat(alice.expects("BYE").header("Reason")).hasValueSatisfying(reason -> assertThat(reason).contains("Call length limit"));
        alice.responds(200, "BYE", x -> x);
                        assertThat(bob.expects("BYE").has("Reason")).isTrue();
                        bob.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }
}
