package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.ProxyLadder.withSdp;
import static org.assertj.core.api.Assertions.assertThat;

/** Calls that the B2BUA makes for a subscriber: click-to-dial and transfers (signalling.md §2.1, §3.7; RFC 3725). */
class ThirdPartyLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    /** As the B2BUA sends it: no offer, no load balancer on its way. */
    private SipMessage invite(String uuid) {
        SipMessage invite = ladder.request("INVITE", "sip:bob@example.org", "t1", 1).set("From", "<sip:alice@example.org>;tag=a1")
                .set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-t1").set("Contact", "<sip:127.0.0.1:5080;transport=udp>")
                .set("P-Third-Party-Call", uuid);
        List.of("P-NGCP-Src-Ip", "P-NGCP-Src-Port", "P-NGCP-Src-Proto", "Record-Route").forEach(invite::remove);
        return invite;
    }

    private void isRefused(SipMessage invite, int status, String reason) {
        b2bua.sends(invite);
        b2bua.expects(100);
        assertThat(b2bua.expects(status).reason()).isEqualTo(reason);
    }

    @Test void theB2buaCallsAsASubscriber() {
        b2bua.sends(invite("uuid-alice"));                              // S ── INVITE ─▶ P   no offer
        b2bua.expects(100);                                             // S ◀─  100  ─── P
        SipMessage legA = b2bua.expects("INVITE");                      // S ◀─ INVITE ── P   leg A, as of any call
        assertThat(legA.header("P-Caller-UUID")).contains("uuid-alice");
        assertThat(legA.header("P-App-From")).contains("<sip:431001@example.org>");
        assertThat(legA.header("P-App-To")).contains("<sip:bob@example.org>");
        assertThat(legA.has("P-Third-Party-Call")).isFalse();
        assertThat(legA.hasBody()).isFalse();
        b2bua.sends(withSdp(ProxyLadder.response(legA, 200, "OK", "s1"))); // S ──  200  ──▶ P   Bob's offer
        SipMessage answer = b2bua.expects(200);                         // S ◀─  200  ─── P
        assertThat(answer.has("P-NGCP-Authorized")).as("nobody has shown a password").isFalse();
        assertThat(ProxyLadder.body(answer)).startsWith("relayed ");
        SipMessage ack = withSdp(invite("x")).copy().set("CSeq", "1 ACK").set("To", answer.header("To").orElseThrow());
        SipMessage sent = SipMessage.request("ACK", "sip:127.0.0.1:5080;transport=udp").header("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-t2")
                .header("Route", "<sip:127.0.0.1:5062;lr;ftag=a1>").header("From", ack.header("From").orElseThrow())
                .header("To", ack.header("To").orElseThrow()).header("Call-ID", "t1").header("CSeq", "1 ACK").header("Max-Forwards", "70").build();
        b2bua.sends(withSdp(sent));                                     // S ──  ACK  ──▶ P   the answer
        assertThat(ProxyLadder.body(b2bua.expects("ACK"))).startsWith("relayed ");
        assertThat(ladder.relay.log).hasSize(2);
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.sipCode()).isEqualTo(200);
            assertThat(record.srcUser()).isEqualTo("alice");
            assertThat(record.srcLeg()).contains("\"uuid\":\"uuid-alice\"", "\"cli\":\"431001\"", "\"s\":\"call\"", "\"ip\":\"127.0.0.1\"");
            assertThat(record.dstLeg()).contains("\"uuid\":\"uuid-bob\"", "\"dialed\":\"bob\"");
        });
    }

    private SipMessage message(String uuid) {
        return SipMessage.request("MESSAGE", "sip:bob@example.org").header("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-m1").header("Max-Forwards", "70")
                .header("From", "<sip:431001@example.org>;tag=a1").header("To", "<sip:bob@example.org>").header("Call-ID", "m1")
                .header("CSeq", "1 MESSAGE").header("P-Third-Party-Call", uuid).build().body("text/plain", "hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test void theB2buaSendsATextMessageAsASubscriber() {
        b2bua.sends(message("uuid-alice"));                             // S ── MESSAGE ─▶ P
        SipMessage toBob = lb.expects("MESSAGE");                       // L ◀─ MESSAGE ── P
        assertThat(toBob.requestUri()).startsWith("sip:bob@192.0.2.9:5060");
        assertThat(toBob.from().uri()).hasToString("sip:431001@example.org");
        assertThat(toBob.has("P-Third-Party-Call")).isFalse();
        assertThat(ProxyLadder.body(toBob)).isEqualTo("hello");
        lb.answers(toBob, 200, "OK", "b1");
        assertThat(b2bua.expects(200).has("P-NGCP-Authorized")).as("nobody has shown a password").isFalse();
    }

    @Test void aTextMessageForSomebodyWhoIsNotThereOrOfAnybodyElseIsNotBelieved() {
        b2bua.sends(message("uuid-nobody"));
        assertThat(b2bua.expects(403).reason()).isEqualTo("Forbidden");
        lb.sends(message("uuid-alice").set("Via", "SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK-m2").set("Call-ID", "m2"));
        lb.expects(407);
    }

    @Test void withoutTheHeaderAnInviteOfTheB2buaIsLegB() {
        SipMessage invite = invite("uuid-alice");
        invite.remove("P-Third-Party-Call");
        b2bua.sends(invite);
        b2bua.expects(100);
        assertThat(lb.expects("INVITE").requestUri()).startsWith("sip:bob@192.0.2.9:5060");
        assertThat(ladder.records).isEmpty();
    }

    @Test void nobodyElseIsBelieved() {
        for (ProxyLadder.Party stranger : List.of(lb, ladder.appServer)) {
            stranger.sends(ladder.invite("sip:bob@example.org", "t2-" + stranger.address.getPort(), 1).set("P-Third-Party-Call", "uuid-alice"));
            lb.expects(100); // as its Via says
            lb.expects(407);
        }
    }

    @Test void aSubscriberWhoIsNotThereIsForbidden() {
        isRefused(invite("uuid-nobody"), 403, "Forbidden");
        assertThat(ladder.records).isEmpty();
    }

    @Test void aLockHoldsAllTheSame() {
        ladder.accounts.add("alice", "431001", SubscriberStatus.ACTIVE, Map.of("lock", List.of("2")), List.of());
        isRefused(invite("uuid-alice"), 403, "Caller locked");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(403));
    }

    @Test void addressAndUserAgentAreNotThePhones() {
        ladder.accounts.add("alice", "431001", Map.of("allowed_ips", List.of("192.0.2.200"), "ua_filter_list", List.of("Test*")));
        b2bua.sends(invite("uuid-alice"));
        b2bua.expects(100);
        b2bua.expects("INVITE");
    }
}
