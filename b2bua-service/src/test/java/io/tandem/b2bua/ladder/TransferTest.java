package io.tandem.b2bua.ladder;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.tandem.b2bua.message.MethodProperties;
import io.tandem.b2bua.session.TransferProperties;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.b2bua.ladder.Party.body;
import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

/** REFER (RFC 3515, RFC 5589; signalling.md §3.7): Alice has called Bob, one of them refers the other one to Carol. Bob and Carol share a mail box: both are
 * behind the proxy. */
class TransferTest {
    private static final String OFFER = "v=0\r\nm=audio 4000 RTP/AVP 8\r\n";
    private static final String CAROL = "<sip:43120@example.org>";

    private Exchange tandem = new Exchange();
    private Party alice = tandem.party("alice", 6001);
    private Party bob = tandem.party("bob", 6002);
    private Party carol = tandem.party("carol", 6002);
    private int passed;

    private void with(boolean immediate) {
        with(new TransferProperties(true, immediate), new MethodProperties(true, true));
    }

    private void with(TransferProperties transfers, MethodProperties methods) {
        tandem = new Exchange(transfers, methods);
        alice = tandem.party("alice", 6001);
        bob = tandem.party("bob", 6002);
        carol = tandem.party("carol", 6002);
    }

    private SipMessage invite() {
        return alice.invite("offer").set("P-Callee-UUID", "uuid-b");
    }

    private void theyTalk(SipMessage invite) {
        alice.sends(invite);
        alice.expects(100);
        bob.expects("INVITE");
        bob.responds(200, "answer");
        alice.expects(200);
        alice.sendsAck("");
        bob.expects("ACK");
    }

    private static SipMessage refer(Party by, String to) {
        return by.request("REFER").set("Refer-To", to);
    }

    /** Carol answers and whoever stays is moved to her. */
    private void carolTakes(Party stays) {
        carol.responds(200, OFFER);                                  //        T ◀─  200  ─── C   offer
        SipMessage moved = stays.expects("INVITE");                  // stays ◀─ INVITE ── T
        assertThat(sdp(moved)).isEqualTo(OFFER);
        stays.responds(stays.response(200, "INVITE", "x").body("application/sdp", "moved".getBytes(StandardCharsets.UTF_8)));
        stays.expects("ACK");
        assertThat(sdp(carol.expects("ACK"))).isEqualTo("moved");
    }

    private void hangsUp(Party one, Party other) {
        one.sends(one.request("BYE"));
        one.expects(200, "BYE");
        other.isHungUp();
        tandem.isIdle();
    }

    private static void isTold(Party party, String status, String state) {
        SipMessage notify = party.expects("NOTIFY");
        assertThat(sdp(notify)).isEqualTo("SIP/2.0 " + status + "\r\n");
        assertThat(notify.header("Event")).contains("refer");
        assertThat(notify.header("Subscription-State")).contains(state);
        assertThat(notify.contentType()).contains("message/sipfrag;version=2.0");
        party.responds(200, "NOTIFY", x -> x);
    }

    @Test void whoIsCalledTransfersBlindlyAndIsReleasedAtOnce() {
        theyTalk(invite());
        bob.sends(refer(bob, CAROL));                                //                  T ◀─ REFER ── B
        assertThat(bob.expects(202, "REFER").header("Contact")).contains("<sip:127.0.0.1:5080;transport=udp>");
        bob.expects("BYE");                                          //                  T ──  BYE ──▶ B
        SipMessage invite = carol.expects("INVITE");                 //                  T ── INVITE ▶ C
        bob.responds(200, "BYE", x -> x);
        assertThat(invite.requestUri()).isEqualTo("sip:43120@example.org");
        assertThat(invite.header("P-Third-Party-Call")).contains("uuid-b");
        assertThat(invite.header("From").orElseThrow()).startsWith("<sip:bob@example.org>;tag=");
        assertThat(invite.header("Referred-By")).contains("<sip:bob@example.org>");
        assertThat(invite.callId()).isEqualTo("c1@alice_xfer-1");
        assertThat(invite.hasBody()).isFalse();
        carol.responds(180);
        alice.expectsNothing();
        carolTakes(alice);
        hangsUp(alice, carol);
    }

    @Test void theCallerTransfersBlindly() {
        theyTalk(invite());
        alice.sends(refer(alice, CAROL).set("Referred-By", "<sip:alice@example.org>;x=y"));
        alice.expects(202, "REFER");
        alice.isHungUp();
        SipMessage invite = carol.expects("INVITE");
        assertThat(invite.header("P-Third-Party-Call")).contains("uuid-a");
        assertThat(invite.header("From").orElseThrow()).startsWith("<sip:alice@example.org>;tag=");
        assertThat(invite.header("Referred-By")).contains("<sip:alice@example.org>;x=y");
        carolTakes(bob);
        hangsUp(carol, bob);
    }

    @Test void theOneWhoPaysIsTheCallerThatReallyCalls() {           // of a forwarded call, whose INVITE names the forwarder
        theyTalk(invite().set("P-App-Param", "calltimer=100;original_caller=uuid-o"));
        alice.sends(refer(alice, CAROL));
        alice.expects(202, "REFER");
        alice.expects("BYE");
        assertThat(carol.expects("INVITE").header("P-Third-Party-Call")).contains("uuid-o");
    }

    @Test void aRefusedTransferEndsTheCallOfWhoIsLeft() {
        theyTalk(invite());
        bob.sends(refer(bob, CAROL));
        bob.expects(202, "REFER");
        bob.expects("BYE");
        carol.expects("INVITE");
        bob.responds(200, "BYE", x -> x);
        carol.responds(486);
        carol.expects("ACK");
        assertThat(alice.expects("BYE").header("Reason")).contains("SIP;cause=486;text=\"Because\"");
        alice.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void whoIsTransferredHangsUpBeforeAnybodyAnswers() {
        theyTalk(invite());
        bob.sends(refer(bob, CAROL));
        bob.expects(202, "REFER");
        bob.expects("BYE");
        carol.expects("INVITE");
        bob.responds(200, "BYE", x -> x);
        carol.responds(180);
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        carol.expects("CANCEL");
        carol.responds(200, "CANCEL", x -> x);
        carol.responds(487);
        carol.expects("ACK");
        tandem.isIdle();
    }

    @Test void withoutImmediateReleaseTheTransferorHearsHowItGoes() {
        with(false);
        theyTalk(invite());
        bob.sends(refer(bob, CAROL));
        bob.expects(202, "REFER");
        isTold(bob, "100 Trying", "active;expires=180");
        carol.expects("INVITE");
        carol.responds(180);
        isTold(bob, "180 Because", "active;expires=180");
        carol.responds(200, OFFER);
        isTold(bob, "200 OK", "terminated;reason=noresource");
        bob.isHungUp();
        alice.expects("INVITE");
        alice.responds(200, "INVITE", m -> body(m, "moved"));
        alice.expects("ACK");
        assertThat(sdp(carol.expects("ACK"))).isEqualTo("moved");
        hangsUp(carol, alice);
    }

    @Test void withoutImmediateReleaseARefusalLeavesTheCallAsItIs() {
        with(false);
        theyTalk(invite());
        bob.sends(refer(bob, CAROL));
        bob.expects(202, "REFER");
        isTold(bob, "100 Trying", "active;expires=180");
        carol.expects("INVITE");
        bob.sends(refer(bob, CAROL));
        bob.expects(491, "REFER");
        carol.responds(486);
        carol.expects("ACK");
        isTold(bob, "486 Because", "terminated;reason=noresource");
        bob.sends(refer(bob, "<sip:dave@example.org>").set("Refer-Sub", "false")); // and he tries somebody else, without news
        assertThat(bob.expects(202, "REFER").header("Refer-Sub")).contains("false");
        assertThat(carol.expects("INVITE").callId()).isEqualTo("c1@alice_xfer-2");
        carol.responds(603);
        carol.expects("ACK");
        hangsUp(alice, bob);
    }

    @Test void aTransferorWhoHangsUpEarlyLeavesTheOtherOneOnTheLine() {
        with(false);
        theyTalk(invite());
        bob.sends(refer(bob, CAROL));
        bob.expects(202, "REFER");
        isTold(bob, "100 Trying", "active;expires=180");
        carol.expects("INVITE");
        bob.sends(bob.request("BYE"));
        bob.expects(200, "BYE");
        alice.expectsNothing();
        carol.responds(180);
        carolTakes(alice);
        hangsUp(alice, carol);
    }

    @Test void whoIsToBeTransferredHangsUp() {
        with(false);
        theyTalk(invite());
        bob.sends(refer(bob, CAROL));
        bob.expects(202, "REFER");
        isTold(bob, "100 Trying", "active;expires=180");
        carol.expects("INVITE");
        carol.responds(180);
        isTold(bob, "180 Because", "active;expires=180");
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.isHungUp();
        carol.expects("CANCEL");
        carol.responds(200, "CANCEL", x -> x);
        carol.responds(487);
        carol.expects("ACK");
        tandem.isIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<sip:@ @>", "<sip:a@b?Replaces=x%0D%0AX%3Ay>"})
    void aReferToThatSaysNothingGets400(String to) {
        theyTalk(invite());
        SipMessage refer = bob.request("REFER");
        if (!to.isEmpty()) refer.set("Refer-To", to);
        bob.sends(refer);
        bob.expects(400, "REFER");
        hangsUp(alice, bob);
    }

    /** The proxy, which brings the B2BUA's own call back to it as leg A, and the answers to it. @return what it passes on */
    private SipMessage proxyPasses(String what) {
        Party proxy = tandem.party("proxy", 6002);
        String[] words = what.split(" ");
        SipMessage message = words.length == 1 ? proxy.expects(what) : proxy.expects(Integer.parseInt(words[0]), words[1]);
        SipMessage onward = message.copy();
        if (!message.isRequest()) onward.removeFirst("Via");
        else onward.addFirst("Via", "SIP/2.0/UDP 127.0.0.1:6002;branch=z9hG4bK-proxy-" + ++passed);
        if (what.equals("INVITE")) {
            onward.add("Record-Route", "<sip:127.0.0.1:6002;lr>").set("P-Proxy-Uri", "sip:127.0.0.1:6002").set("P-App-Name", "sbc")
                .set("P-Caller-UUID", message.header("P-Third-Party-Call").orElseThrow()).set("P-Callee-UUID", "uuid-c")
                .set("P-App-From", message.header("From").orElseThrow().replaceAll(";tag=.*", "")).set("P-App-To", "<sip:carol@example.org>");
        }
        tandem.receive(onward, new InetSocketAddress("127.0.0.1", 6002));
        return message;
    }

    /** Bob transfers Alice to Carol, as the proxy takes it. */
    private void aliceIsTransferredToCarol() {
        theyTalk(invite());
        bob.sends(refer(bob, CAROL));
        bob.expects(202, "REFER");
        bob.expects("BYE");
        proxyPasses("INVITE");
        bob.responds(200, "BYE", x -> x);
        tandem.party("proxy", 6002).expects(100);
        carol.expects("INVITE");
        carol.responds(200, OFFER);
        proxyPasses("200 INVITE");
        alice.expects("INVITE");
        alice.responds(alice.response(200, "INVITE", "x").body("application/sdp", "moved".getBytes(StandardCharsets.UTF_8)));
        alice.expects("ACK");
        proxyPasses("ACK");
        assertThat(sdp(carol.expects("ACK"))).isEqualTo("moved");
    }

    @Test void whoWasTransferredTransfersInItsOwnNameAndPaysForIt() {
        aliceIsTransferredToCarol();
        Party dave = tandem.party("dave", 6002);
        alice.sends(refer(alice, "<sip:dave@example.org>"));         // A ── REFER ─▶ T
        proxyPasses("REFER");                                        //               T ── REFER ─▶ P ── REFER ─▶ T
        proxyPasses("202 REFER");
        alice.expects(202, "REFER");
        proxyPasses("BYE");                                          //                             P ◀─  BYE  ── T
        alice.isHungUp();
        SipMessage invite = dave.expects("INVITE");
        assertThat(invite.header("P-Third-Party-Call")).contains("uuid-a");
        assertThat(invite.header("From").orElseThrow()).startsWith("<sip:alice@example.org>;tag=");
        assertThat(invite.requestUri()).isEqualTo("sip:dave@example.org");
        assertThat(invite.callId()).isEqualTo("c1@alice_xfer-1.1");
        proxyPasses("200 BYE");
        dave.responds(200, OFFER);
        assertThat(sdp(carol.expects("INVITE"))).isEqualTo(OFFER);
        carol.responds(carol.response(200, "INVITE", "x").body("application/sdp", "of carol".getBytes(StandardCharsets.UTF_8)));
        carol.expects("ACK");
        assertThat(sdp(dave.expects("ACK"))).isEqualTo("of carol");
        hangsUp(carol, dave);
    }

    @Test void aPeerThatWasTransferredTransfersNobody() {            // its REFER is for the other party, whose phone may do what it asks for
        theyTalk(invite().set("P-Caller-UUID", "0"));
        bob.sends(refer(bob, CAROL));
        bob.expects(202, "REFER");
        bob.expects("BYE");
        carol.expects("INVITE");
        bob.responds(200, "BYE", x -> x);
        carolTakes(alice);
        alice.sends(refer(alice, "<sip:dave@example.org>"));
        carol.expects("REFER");
        carol.responds(405, "REFER", x -> x);
        alice.expects(405, "REFER");
        hangsUp(alice, carol);
    }

    @Test void aReferOfSomebodyWhoIsNoSubscriberPasses() {
        theyTalk(invite().set("P-Caller-UUID", "0"));
        alice.sends(refer(alice, CAROL));
        assertThat(bob.expects("REFER").header("Refer-To")).contains(CAROL);
        bob.responds(202, "REFER", x -> x);
        alice.expects(202, "REFER");
        hangsUp(alice, bob);
    }

    @Test void whoIsTransferredAndGoesOnPayingIsCutWhenItsCreditEnds() {
        theyTalk(invite().set("P-App-Param", "calltimer=100"));
        tandem.time.passes(Duration.ofSeconds(40));
        bob.sends(refer(bob, CAROL));
        bob.expects(202, "REFER");
        bob.expects("BYE");
        carol.expects("INVITE");
        bob.responds(200, "BYE", x -> x);
        carolTakes(alice);
        tandem.time.passes(Duration.ofMillis(59_999));
        alice.expectsNothing();
        tandem.time.passes(Duration.ofMillis(1));
        assertThat(alice.isHungUp().header("Reason").orElseThrow()).contains("Call length limit");
        carol.isHungUp();
        tandem.isIdle();
    }

    /** Where REFER passes, the phone that gets it sends the INVITE with Replaces itself. */
    @Test void whoWasReferredByAPartyMayTakeItsPlaceThere() {
        with(new TransferProperties(false, true), new MethodProperties(true, true));
        theyTalk(invite());
        Party erik = tandem.party("erik", 6005);
        Party dora = tandem.party("dora", 6006);
        bob.sends(bob.request("OPTIONS"));
        alice.expects("OPTIONS");
        alice.responds(200, "OPTIONS", x -> x);
        bob.expects(200, "OPTIONS");
        Party again = tandem.party("again", 6001);                   // Bob's second line: he has called Erik
        again.sends(again.invite("offer").set("P-Caller-UUID", "uuid-b").set("P-Proxy-Uri", "sip:127.0.0.1:6005").set("From", "<sip:bob@example.org>;tag=b2"));
        again.expects(100);
        erik.expects("INVITE");
        erik.responds(200, "answer");
        SipMessage ok = again.expects(200);
        again.sends(again.request("ACK").set("CSeq", ok.cSeq() + " ACK").set("From", "<sip:bob@example.org>;tag=b2").set("To", ok.header("To").orElseThrow()));
        erik.expects("ACK");
        String replaces = "c1@again;to-tag=" + ok.toTag().orElseThrow() + ";from-tag=b2";
        dora.sends(dora.invite("of dora").set("Replaces", replaces).set("From", "<sip:alice@example.org>;tag=d"));
        dora.expects(403);
        dora.sendsAckOfRefusal();
        bob.sends(refer(bob, "<sip:erik@example.org?Replaces=" + replaces.replace(";", "%3B").replace("=", "%3D").replace("@", "%40") + ">"));
        alice.expects("REFER");
        alice.responds(202, "REFER", x -> x);
        bob.expects(202, "REFER");
        dora.sends(dora.invite("of alice").set("Replaces", replaces).set("From", "<sip:alice@example.org>;tag=d2"));
        dora.expects(100);
        again.isHungUp();
        assertThat(sdp(erik.expects("INVITE"))).isEqualTo("of alice");
    }

    @Test void switchedOffReferPasses() {
        with(new TransferProperties(false, true), new MethodProperties(true, true));
        theyTalk(invite());
        bob.sends(refer(bob, CAROL));
        alice.expects("REFER");
        alice.responds(202, "REFER", x -> x);
        bob.expects(202, "REFER");
        hangsUp(alice, bob);
    }

    @Test void whereReferIsNotAllowedItVanishesFromAllowAndSoDoesInfo() {
        with(new TransferProperties(true, true), new MethodProperties(false, true));
        alice.sends(invite().set("Allow", "INVITE, ACK, REFER, INFO, BYE"));
        alice.expects(100);
        assertThat(bob.expects("INVITE").headers("Allow")).containsExactly("INVITE", "ACK", "BYE");
        bob.responds(body(bob.response(200, "INVITE", "b1"), "answer").set("Allow", "REFER, INVITE, INFO"));
        assertThat(alice.expects(200).headers("Allow")).containsExactly("INVITE");
        alice.sendsAck("");
        bob.expects("ACK");
        bob.sends(refer(bob, CAROL));
        assertThat(bob.expects(405, "REFER").headers("Allow")).contains("INVITE", "NOTIFY").doesNotContain("REFER", "INFO");
        hangsUp(alice, bob);
    }

    @Test void whereInfoIsNotAllowedItGets405() {
        with(new TransferProperties(true, true), new MethodProperties(true, false));
        theyTalk(invite());
        alice.sends(alice.request("INFO"));
        assertThat(alice.expects(405, "INFO").headers("Allow")).contains("REFER").doesNotContain("INFO");
        hangsUp(alice, bob);
    }
}
