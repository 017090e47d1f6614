package io.tandem.proxy.ladder;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code tandem.proxy.call.refer}: parties that may not transfer do not hear of REFER from each other. */
class ReferLadderTest {
    private static final String ALLOW = "INVITE, ACK, BYE, CANCEL, REFER, INFO, UPDATE";

    private static SipMessage calls(ProxyLadder ladder) {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1).add("Allow", ALLOW), "alice", "secret-alice");
        ladder.lb.expects(100);
        return ladder.b2bua.expects("INVITE");
    }

    @Test void withoutItAllowLosesReferAndInfoInBothDirections() {
        ProxyLadder ladder = ProxyLadder.withoutRefer();
        SipMessage invite = calls(ladder);
        assertThat(invite.headers("Allow")).containsExactly("INVITE", "ACK", "BYE", "CANCEL", "UPDATE");
        ladder.b2bua.sends(ProxyLadder.response(invite, 180, "Ringing", "s1").add("Allow", "INVITE, REFER"));
        assertThat(ladder.lb.expects(180).headers("Allow")).containsExactly("INVITE");
        ladder.b2bua.sends(ProxyLadder.withSdp(ProxyLadder.response(invite, 200, "OK", "s1").add("Allow", "REFER, INFO")));
        assertThat(ladder.lb.expects(200).has("Allow")).isFalse();
        ladder.lb.sends(ladder.inDialog("REFER", "c1", 5, "s1").add("Refer-To", "<sip:carol@example.org>"));
        SipMessage refused = ladder.lb.expects(405);
        assertThat(refused.headers("Allow")).contains("INVITE").doesNotContain("REFER", "INFO");
        ladder.b2bua.expectsNothing();
        ladder.lb.sends(ProxyLadder.withSdp(ladder.inDialog("INVITE", "c1", 6, "s1").add("Allow", ALLOW)));
        ladder.lb.expects(100);
        SipMessage again = ladder.b2bua.expects("INVITE");
        assertThat(again.headers("Allow")).doesNotContain("REFER", "INFO");
        ladder.b2bua.sends(ProxyLadder.withSdp(ProxyLadder.response(again, 200, "OK", "s1").add("Allow", ALLOW)));
        assertThat(ladder.lb.expects(200).headers("Allow")).contains("UPDATE").doesNotContain("REFER", "INFO");
    }

    @Test void withItEverythingPasses() {
        ProxyLadder ladder = new ProxyLadder();
        SipMessage invite = calls(ladder);
        assertThat(invite.headers("Allow")).contains("REFER", "INFO");
        ladder.b2bua.sends(ProxyLadder.withSdp(ProxyLadder.response(invite, 200, "OK", "s1").add("Allow", ALLOW)));
        assertThat(ladder.lb.expects(200).headers("Allow")).contains("REFER", "INFO");
        ladder.lb.sends(ladder.inDialog("REFER", "c1", 5, "s1").add("Refer-To", "<sip:carol@example.org>"));
        ladder.b2bua.expects("REFER");
    }
}
