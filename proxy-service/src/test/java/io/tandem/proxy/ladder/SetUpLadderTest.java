package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.setup.SetUpStore;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls that ring when the node of their proxy fails (ha.md §7): the other node's proxy ends them. L is the load balancer, which all use. */
class SetUpLadderTest {
    private final Kept kept = new Kept();
    private final ProxyLadder one = node();
    private final ProxyLadder two = node();

    /** The pair's Redis. */
    private static final class Kept implements SetUpStore {
        final Map<String, String> all = new LinkedHashMap<>();

        @Override
        public void put(String branch, String text) {
            all.put(branch, text);
        }

        @Override
        public void remove(String branch) {
            all.remove(branch);
        }

        @Override
        public CompletionStage<List<String>> take() {
            List<String> taken = List.copyOf(all.values());
            all.clear();
            return CompletableFuture.completedFuture(taken);
        }
    }

    private ProxyLadder node() {
        ProxyLadder node = new ProxyLadder();
        node.core.setUps().keptIn(kept);
        node.registered("bob", "sip:bob@192.0.2.9:5060");
        return node;
    }

    /** What node 1 has sent to whom it rings. */
    private SipMessage bobRings() {
        one.calls("sip:bob@example.org", "c1");                                            // L ── INVITE ─▶ 1, 100
        SipMessage legA = one.b2bua.expects("INVITE");                                     //                1 ── INVITE ─▶ S
        SipMessage toB = SipMessage.request("INVITE", legA.requestUri()).header("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-s1")
                .header("Route", "<sip:127.0.0.1:5062;lr;leg_b=1>").header("From", "<sip:431001@example.org>;tag=b1")
                .header("To", "<sip:bob@example.org>").header("Call-ID", "c1_pbx-1").header("CSeq", "10 INVITE").header("Max-Forwards", "70")
                .header("Contact", "<sip:127.0.0.1:5080;transport=udp>").build();
        one.b2bua.sends(toB);                                                              //                1 ◀─ INVITE ── S
        one.b2bua.expects(100);
        SipMessage invite = one.lb.expects("INVITE");                                      // L ◀─ INVITE ── 1
        one.lb.answers(invite, 180, "Ringing", "b1");
        return invite;
    }

    private void nodeTwoTakesOver() {
        two.core.setUps().takenOver();
        two.time.runDue();
    }

    /** As node 1 has heard it, and node 2 begins with it. */
    private SipMessage cancelled(SipMessage invite) {
        SipMessage cancel = two.lb.expects("CANCEL");                                      // L ◀─ CANCEL ── 2
        assertThat(cancel.callId()).isEqualTo("c1_pbx-1");
        assertThat(cancel.requestUri()).isEqualTo(invite.requestUri());
        assertThat(cancel.topVia().branch()).as("of the INVITE").isEqualTo(invite.topVia().branch());
        assertThat(cancel.headers("Route")).isEqualTo(invite.headers("Route"));
        assertThat(cancel.header("P-D-Uri")).isEqualTo(invite.header("P-D-Uri"));
        assertThat(cancel.header("Reason")).contains("SIP;cause=503;text=\"Node failed\"");
        return cancel;
    }

    @Test
    void aCallThatRingsBeginsAgainAndItsCallerNoticesNothing() {
        SipMessage invite = bobRings();
        nodeTwoTakesOver();
        cancelled(invite);
        two.lb.answers(invite, 487, "Request terminated", "b1");                           // L ──  487  ──▶ 2
        SipMessage ack = two.lb.expects("ACK");                                            // L ◀─  ACK  ─── 2
        assertThat(ack.topVia().branch()).isEqualTo(invite.topVia().branch());
        assertThat(ack.toTag()).contains("b1");
        two.lb.expectsNothing();
        two.time.passes(Duration.ofMillis(250));
        two.lb.expects(100);                                                               // L ◀─  100  ─── 2
        SipMessage again = two.b2bua.expects("INVITE");                                    //                2 ── INVITE ─▶ S
        assertThat(again.callId()).isEqualTo("c1");
        assertThat(ProxyLadder.body(again)).isNotEmpty();
        two.b2bua.answers(again, 180, "Ringing", "s1");
        SipMessage ringing = two.lb.expects(180);                                          // L ◀─  180  ─── 2
        assertThat(ringing.cSeq()).as("of the INVITE that the caller has sent").isEqualTo(2);
        two.b2bua.refuses(again, 486, "Busy Here");
        two.lb.expects(486);
        assertThat(kept.all).isEmpty();
    }

    @Test
    void aPhoneIsCancelledAgainSinceUdpMayLoseIt() {
        SipMessage invite = bobRings();
        nodeTwoTakesOver();
        cancelled(invite);
        two.time.passes(Duration.ofMillis(500));
        two.lb.expects(100);
        cancelled(invite);
        two.lb.answers(invite, 487, "Request terminated", "b1");
        two.lb.expects("ACK");
        two.time.passes(Duration.ofMillis(1000));
        two.lb.expectsNothing();
    }

    @Test
    void whoHasAnsweredInTheGapIsHungUp() {
        SipMessage invite = bobRings();
        nodeTwoTakesOver();
        cancelled(invite);
        SipMessage success = ProxyLadder.response(invite, 200, "OK", "b1").set("Contact", "<sip:bob@192.0.2.9:5060>");
        two.lb.sends(success);                                                             // L ──  200  ──▶ 2
        assertThat(two.lb.expects("ACK").requestUri()).isEqualTo("sip:bob@192.0.2.9:5060");
        SipMessage bye = two.lb.expects("BYE");
        assertThat(bye.toTag()).contains("b1");
        assertThat(bye.cSeq()).isGreaterThan(invite.cSeq());
        two.lb.answers(bye, 200, "OK", "b1");
    }

    @Test
    void callsOverConnectionsWhichAreGoneDoNotBeginAgain() {
        bobRings();
        kept.all.replaceAll((_, text) -> text.replace("P-NGCP-Src-Proto: udp", "P-NGCP-Src-Proto: tls"));
        nodeTwoTakesOver();
        two.lb.expects("CANCEL");
        two.time.passes(Duration.ofSeconds(10));
        two.b2bua.expectsNothing();
    }

    @Test
    void whatIsRefusedOrAnsweredIsNotKept() {
        SipMessage invite = bobRings();
        assertThat(kept.all).hasSize(2);
        one.lb.refuses(invite, 486, "Busy Here");
        assertThat(kept.all).as("leg A waits for the B2BUA").hasSize(1);
        SipMessage busy = one.b2bua.expects(180);
        assertThat(busy.callId()).isEqualTo("c1_pbx-1");
    }
}
