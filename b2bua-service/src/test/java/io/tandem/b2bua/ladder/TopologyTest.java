package io.tandem.b2bua.ladder;

import java.time.Duration;

import io.tandem.b2bua.message.IdentityProperties;
import io.tandem.b2bua.message.IdentityProperties.UserAgentMode;
import io.tandem.b2bua.timer.CallProperties;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Neither party learns of the other's path (signalling.md §3.3). */
class TopologyTest {
    private Exchange tandem = new Exchange();
    private Party alice = tandem.party("alice", 6001);
    private Party bob = tandem.party("bob", 6002);

    @Test void legBIsACallOfItsOwn() {
        SipMessage invite = call(alice.invite("offer").set("User-Agent", "Phone/1").set("Supported", "timer, 100rel").set("Privacy", "id")
            .set("X-Secret", "10.0.0.1").set("P-NGCP-Src-Ip", "10.0.0.1").set("P-D-Uri", "sip:x").set("Route", "<sip:127.0.0.1:5080;lr>")
            .add("P-Header-Change", "X-A: 1").add("P-Header-Change", "X-B"));
        assertThat(invite.lines("P-Header-Change")).as("of the proxy, for the proxy").containsExactly("X-A: 1", "X-B");
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        assertThat(invite.callId()).isEqualTo("c1@alice_pbx-1");
        assertThat(invite.cSeq()).isOne();
        assertThat(invite.maxForwards()).isEqualTo(70);
        assertThat(invite.headers("Via")).singleElement().asString().startsWith("SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK");
        assertThat(invite.headers("Contact")).containsExactly("<sip:127.0.0.1:5080;transport=udp>");
        assertThat(invite.from().displayName()).isEqualTo("431001");
        assertThat(invite.from().uri()).hasToString("sip:431001@example.org");
        assertThat(invite.fromTag()).isPresent().isNotEqualTo(java.util.Optional.of("a-tag"));
        assertThat(invite.toTag()).isEmpty();
        assertThat(invite.header("P-Caller-UUID")).contains("uuid-a");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(invite.header("Privacy")).contains("id");
        assertThat(invite.headers("Supported")).containsExactly("timer", "100rel");
        assertThat(invite.header("User-Agent")).contains("Phone/1");
        assertThat(invite.header("Content-Type")).contains("application/sdp");
        for (String own : new String[] {"Record-Route", "Route", "P-App-Name", "P-App-From", "P-App-To", "P-App-Param", "P-Proxy-Uri",
            "X-Secret", "P-NGCP-Src-Ip", "P-D-Uri"}) {
            assertThat(invite.has(own)).as(own).isFalse();
        }
    }

    @Test void aPeerSaysWhoItsCalleeIsAndAPhoneDoesNot() {          // RFC 3325 §5
        for (String party : new String[] {"caller=uuid-a;callee=peer:4", "caller=uuid-a;callee=uuid-b", "caller=peer:4;callee=uuid-b"}) {
            tandem = new Exchange();
            alice = tandem.party("alice", 6001);
            bob = tandem.party("bob", 6002);
            call(alice.invite("offer").set("P-App-Party", party));
            bob.responds(180, "INVITE", m -> m.set("P-Asserted-Identity", "<sip:4366@127.0.2.1>"));
            assertThat(alice.expects(180).has("P-Asserted-Identity")).as(party).isEqualTo(party.endsWith("peer:4"));
            bob.responds(200, "INVITE", m -> m.set("P-Asserted-Identity", "<sip:4366@127.0.2.1>"));
            assertThat(alice.expects(200).has("P-Asserted-Identity")).as(party).isEqualTo(party.endsWith("peer:4"));
            alice.sendsAck("");
            bob.expects("ACK");
            bob.sends(bob.request("BYE").set("P-Asserted-Identity", "<sip:4366@127.0.2.1>"));
            assertThat(alice.isHungUp().has("P-Asserted-Identity")).as(party).isEqualTo(party.endsWith("peer:4"));
        }
    }

    @Test void norDoesItInARefusalOrBeforeItHasATag() {
        for (String party : new String[] {"caller=uuid-a;callee=peer:4", "caller=peer:4;callee=uuid-b"}) {
            tandem = new Exchange();
            alice = tandem.party("alice", 6001);
            bob = tandem.party("bob", 6002);
            SipMessage invite = call(alice.invite("offer").set("P-App-Party", party));
            bob.responds(SipMessage.response(invite, 183, "Because").set("P-Asserted-Identity", "<sip:4366@127.0.2.1>"));
            assertThat(alice.expects(183).has("P-Asserted-Identity")).as(party).isEqualTo(party.endsWith("peer:4"));
            bob.responds(486, "INVITE", m -> m.set("P-Asserted-Identity", "<sip:4366@127.0.2.1>"));
            assertThat(alice.expects(486).has("P-Asserted-Identity")).as(party).isEqualTo(party.endsWith("peer:4"));
        }
    }

    @Test void withoutPartiesOfTheProxyFromAndToStay() {
        SipMessage invite = call(alice.invite("offer").remove("P-App-From").remove("P-App-To"));
        assertThat(invite.from().uri()).hasToString("sip:alice@example.org");
        assertThat(invite.from().displayName()).isEqualTo("Alice");
    }

    @Test void theCallersOwnHeadersComeBackUnchanged() {
        call(alice.invite("offer"));
                        bob.responds(200, "INVITE", m -> m.set("Server", "Phone/2").set("X-Secret", "10.0.0.2"));
        SipMessage ok = alice.expects(200);
        assertThat(ok.header("From")).contains("\"Alice\" <sip:alice@example.org>;tag=a-tag");
        assertThat(ok.header("To")).hasValueSatisfying(to -> assertThat(to).startsWith("<sip:bob@example.org>;tag="));
        assertThat(ok.callId()).isEqualTo("c1@alice");
        assertThat(ok.headers("Record-Route")).containsExactly("<sip:127.0.0.1:6001;lr;ftag=a-tag>");
        assertThat(ok.headers("Contact")).containsExactly("<sip:127.0.0.1:5080;transport=udp>");
        assertThat(ok.header("Server")).contains("Phone/2");
        assertThat(ok.has("X-Secret")).isFalse();
    }

    @Test void requestsOfEitherLegFollowItsRouteSet() {
        call(alice.invite("offer"));
                        bob.responds(200, "answer");
        alice.expects(200);
        alice.sendsAck("");
        SipMessage ack = bob.expects("ACK");
        assertThat(ack.requestUri()).isEqualTo("sip:bob@10.0.0.2:5060");
        assertThat(ack.headers("Route")).containsExactly("<sip:127.0.0.1:6002;lr;leg_b=1>");
                        bob.sends(bob.request("BYE"));
                        bob.expects(200, "BYE");
        SipMessage bye = alice.expects("BYE");
        assertThat(bye.requestUri()).isEqualTo("sip:alice@10.0.0.1:5060");
        assertThat(bye.headers("Route")).containsExactly("<sip:127.0.0.1:6001;lr;ftag=a-tag>");
        assertThat(bye.maxForwards()).isEqualTo(70);
        alice.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void theUserAgentIsReplacedOrStrippedWhenConfigured() {
        use(UserAgentMode.REPLACE);
        assertThat(call(alice.invite("offer").set("User-Agent", "Phone/1")).header("User-Agent")).contains("Acme SBC");
                        bob.responds(180, "INVITE", m -> m.set("Server", "Phone/2"));
        assertThat(alice.expects(180).header("Server")).contains("Acme SBC");
        use(UserAgentMode.STRIP);
        assertThat(call(alice.invite("offer").set("User-Agent", "Phone/1")).has("User-Agent")).isFalse();
                        bob.responds(180, "INVITE", m -> m.set("Server", "Phone/2"));
        assertThat(alice.expects(180).has("Server")).isFalse();
    }

    private void use(UserAgentMode mode) {
        tandem = new Exchange(new IdentityProperties("Acme SBC", mode),
            new CallProperties(Duration.ofHours(6), Duration.ofSeconds(175), 100, Duration.ofMillis(500), Duration.ofSeconds(5)));
        alice = tandem.party("alice", 6001);
        bob = tandem.party("bob", 6002);
    }

    private SipMessage call(SipMessage invite) {
        alice.sends(invite);
        alice.expects(100);
        return bob.expects("INVITE");
    }
}
