package io.tandem.proxy.ladder;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Preferences;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls from domains that are not ours (signalling.md §2.1, {@code unauth_inbound_calls}). */
class StrangerLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;

    @BeforeEach void bobTakesCallsOfAnybody() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.accounts.add("bob", "431002", Map.of("unauth_inbound_calls", List.of("1")));
    }

    private SipMessage call(String uri, String callId) {
        return ladder.invite(uri, callId, 1).set("From", "\"Sue\" <sip:sue@foreign.example>;tag=s1").set("P-NGCP-Src-Ip", "198.51.100.7");
    }

    private void isRefused(SipMessage invite, int status, String reason) {
        lb.sends(invite);
        lb.expects(100);
        assertThat(lb.expects(status).reason()).isEqualTo(reason);
        ladder.b2bua.expectsNothing();
    }

    @Test void somebodyOfAnotherDomainReachesASubscriberThatPermitsIt() {
        lb.sends(call("sip:bob@example.org", "c1").add("P-Asserted-Identity", "<sip:431001@example.org>"));   // L ── INVITE ─▶ P
        lb.expects(100);                                                                                      // L ◀─  100  ─── P
        assertThat(lb.expects(101).reason()).isEqualTo("Connecting");                                         // L ◀─  101  ─── P
        SipMessage invite = ladder.b2bua.expects("INVITE");                                                   // P ── INVITE ─▶ S
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        assertThat(invite.header("P-App-From")).contains("\"Sue\" <sip:sue@foreign.example>");
        assertThat(invite.has("P-Asserted-Identity")).as("nobody knows who that is").isFalse();
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.srcUser()).isEqualTo("sue");
            assertThat(record.srcDomain()).isEqualTo("foreign.example");
            assertThat(record.srcLeg()).contains("\"uuid\":\"0\"", "\"lcr\":\"\"", "\"ip\":\"198.51.100.7\"");
            assertThat(record.dstLeg()).contains("\"uuid\":\"uuid-bob\"");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:431002@example.org", "sip:+431002@example.org", "sip:431002@127.0.0.1:5060"})
    void itReachesTheNumberToo(String uri) {
        lb.sends(call(uri, "c1"));
        lb.expects(100);
        lb.expects(101);
        assertThat(ladder.b2bua.expects("INVITE").requestUri()).startsWith("sip:bob@example.org");
    }

    @Test void subscribersThatDoNotPermitItAreNotReached() {
        ladder.accounts.add("bob", "431002", Map.of());
        isRefused(call("sip:bob@example.org", "c1"), 403, "Forbidden");
        assertThat(ladder.records).isEmpty();
    }

    @Test void nobodyLearnsWhichSubscribersThereAre() {
        isRefused(call("sip:nobody@example.org", "c1"), 403, "Forbidden");
    }

    @Test void whoClaimsToBeOfOurDomainIsAskedForItsPassword() {
        lb.sends(call("sip:bob@example.org", "c1").set("From", "<sip:alice@example.org>;tag=s1"));
        lb.expects(100);
        lb.expects(407);
    }

    @Test void whoIsAnonymousIsAskedForItsPassword() {
        lb.sends(call("sip:bob@example.org", "c1").set("From", "<sip:anonymous@anonymous.invalid>;tag=s1"));
        lb.expects(100);
        lb.expects(407);
    }

    @Test void nothingButALoadBalancerSpeaksForStrangers() {
        ProxyLadder.Party other = ladder.new Party(5099);
        other.sends(call("sip:bob@example.org", "c1"));
        lb.expects(100);
        assertThat(lb.expects(403).reason()).isEqualTo("Forbidden");
    }

    @Test void theCalleesBlockListsHold() {
        ladder.accounts.add("bob", "431002", Map.of("unauth_inbound_calls", List.of("1"), "block_in_list", List.of("sue")));
        lb.sends(call("sip:bob@example.org", "c1"));
        lb.expects(100);
        lb.expects(101);
        assertThat(lb.expects(403).reason()).isEqualTo("Blocked by Callee");
        ladder.b2bua.expectsNothing();
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(403));
        ladder.isIdle();
    }

    @Test void strangersAreNotRelayedToPeers() {
        PeerHost host = new PeerHost(4, "peer", "127.0.2.1", Optional.empty(), 51602, PeerHost.Transport.UDP, 1, Preferences.NONE);
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(host),
                List.of(new PeerRule("43", Optional.empty(), Optional.empty(), false)), List.of())));
        isRefused(call("sip:4366123@example.org", "c1"), 403, "Forbidden");
    }

    @Test void aForwardOfTheCalleeIsItsOwnCall() {
        ladder.tables.peering = ForwardSettings.peer(4, Map.of());
        new ForwardSettings(ladder, "bob", "431002").prefers("unauth_inbound_calls", "1").forwards(ForwardType.CFU, "sip:4366777@example.org");
        lb.sends(call("sip:bob@example.org", "c1"));
        lb.expects(100);
        lb.expects(101);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.requestUri()).startsWith("sip:4366777@");
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records).extracting(ForwardSettings::describe).containsExactly("call sue>bob dialled bob 200", "cfu bob>4366777 dialled 4366777 200");
    }
}
