package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Shared lines (signalling.md §6.3): phones of Alice reserve and show appearances; all through the load balancer (L). */
class SharedLineLadderTest {
    private static final String IDLE = "<sip:example.org>;appearance-index=*;appearance-state=idle";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    @BeforeEach void bobIsThere() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private SipMessage subscribes(String event, String callId, String... callInfo) {
        SipMessage subscribe = ladder.request("SUBSCRIBE", "sip:alice@example.org", callId, 1).add("Event", event)
                .add("Expires", event.equals("line-seize") ? "15" : "600");
        List.of(callInfo).forEach(value -> subscribe.add("Call-Info", value));
        ladder.authenticated(subscribe, "alice", "secret-alice");
        return subscribe;
    }

    private void watches(String callId) {
        subscribes("call-info", callId);
        assertThat(lb.expects(200).reason()).isEqualTo("OK");
        assertThat(told("call-info")).isEqualTo(IDLE);
    }

    private void seizes(String callId, int index) {
        subscribes("line-seize", callId, "<sip:example.org>;appearance-index=" + index);
        SipMessage accepted = lb.expects(200);
        assertThat(accepted.header("Call-Info")).contains("<sip:example.org>;appearance-index=" + index + ";appearance-state=seized");
        assertThat(accepted.header("Expires")).contains("15");
        SipMessage notify = lb.expects("NOTIFY");
        assertThat(notify.header("Event")).contains("line-seize");
        assertThat(notify.header("Subscription-State")).contains("active;expires=15");
        assertThat(notify.header("Call-Info")).contains("<sip:example.org>;appearance-index=" + index + ";appearance-state=seized");
        lb.answers(notify, 200, "OK", "a1");
    }

    /** L ◀─ NOTIFY ── P ◀─ 200. @return Call-Info */
    private String told(String event) {
        SipMessage notify = lb.expects("NOTIFY");
        assertThat(notify.header("Event")).contains(event);
        lb.answers(notify, 200, "OK", "a1");
        return notify.lines("Call-Info").getFirst();
    }

    private static String appearance(int index, String state) {
        return "<sip:example.org>;appearance-index=" + index + ";appearance-state=" + state;
    }

    private SipMessage calls(String callId, int index) {
        SipMessage invite = ladder.invite("sip:bob@example.org", callId, 1);
        ladder.authenticated(index > 0 ? invite.add("Call-Info", "<sip:example.org>;appearance-index=" + index) : invite, "alice", "secret-alice");
        lb.expects(100);
        return b2bua.expects("INVITE");
    }

    @Test void anOutgoingCallIsSeizedProgressingActiveAndIdle() {
        watches("w1");
        seizes("z1", 1);
        assertThat(told("call-info")).isEqualTo(appearance(1, "seized") + ", " + IDLE);
        SipMessage invite = calls("c1", 1);
        assertThat(invite.has("Call-Info")).as("not for Bob").isFalse();
        SipMessage over = lb.expects("NOTIFY");
        assertThat(over.header("Event")).contains("line-seize");
        assertThat(over.header("Subscription-State")).contains("terminated;reason=noresource");
        lb.answers(over, 200, "OK", "a1");
        assertThat(told("call-info")).startsWith(appearance(1, "progressing") + ";appearance-uri=\"<sip:bob@example.org>\"").endsWith(IDLE);
        b2bua.answers(invite, 180, "Ringing", "b1");
        lb.expects(180);
        b2bua.answersWithSdp(invite, 200, "OK", "b1");
        assertThat(told("call-info")).as("told once that it is progressing").startsWith(appearance(1, "active"));
        lb.expects(200);
        lb.sends(ladder.inDialog("BYE", "c1", 3, "b1"));
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "b1");
        assertThat(told("call-info")).isEqualTo(appearance(1, "idle") + ", " + IDLE);
        ladder.time.passes(Duration.ofSeconds(20));
        lb.expects(200);
        lb.expectsNothing();
    }

    @Test void anIncomingCallAlerts() {
        watches("w1");
        ladder.registered("alice", "sip:alice@192.0.2.1:5060");
        SipMessage invite = ladder.invite("sip:alice@example.org", "c1", 1).set("From", "<sip:bob@example.org>;tag=a1");
        ladder.authenticated(invite, "bob", "secret-bob");
        lb.expects(100);
        SipMessage legA = b2bua.expects("INVITE");
        assertThat(told("call-info")).startsWith(appearance(1, "alerting") + ";appearance-uri=\"<sip:431002@example.org>\"");
        b2bua.answersWithSdp(legA, 200, "OK", "b1");
        assertThat(told("call-info")).startsWith(appearance(1, "active"));
    }

    @Test void holdIsShown() {
        watches("w1");
        SipMessage invite = calls("c1", 0);
        assertThat(told("call-info")).startsWith(appearance(1, "progressing"));
        b2bua.answersWithSdp(invite, 200, "OK", "b1");
        told("call-info");
        lb.expects(200);
        lb.sends(ladder.inDialog("INVITE", "c1", 3, "b1").body("application/sdp", (ProxyLadder.SDP + "a=sendonly\r\n").getBytes()));
        lb.expects(100);
        b2bua.answersWithSdp(b2bua.expects("INVITE"), 200, "OK", "b1");
        assertThat(told("call-info")).startsWith(appearance(1, "held"));
        lb.expects(200);
        lb.sends(ladder.inDialog("INVITE", "c1", 4, "b1").body("application/sdp", ProxyLadder.SDP.getBytes()));
        lb.expects(100);
        b2bua.answersWithSdp(b2bua.expects("INVITE"), 200, "OK", "b1");
        assertThat(told("call-info")).startsWith(appearance(1, "active"));
    }

    @Test void aPlaceThatIsTakenCannotBeSeized() {
        seizes("z1", 1);
        subscribes("line-seize", "z2", "<sip:example.org>;appearance-index=1");
        assertThat(lb.expects(480).reason()).isEqualTo("Temporarily Unavailable");
        seizes("z3", 2);
    }

    @Test void aPlaceThatNoCallTakesIsFreeAgain() {
        watches("w1");
        seizes("z1", 2);
        assertThat(told("call-info")).startsWith(appearance(2, "seized"));
        ladder.time.passes(Duration.ofSeconds(15));
        assertThat(told("call-info")).isEqualTo(appearance(2, "idle") + ", " + IDLE);
        SipMessage over = lb.expects("NOTIFY");
        assertThat(over.header("Subscription-State")).contains("terminated;reason=timeout");
        lb.answers(over, 200, "OK", "a1");
        seizes("z2", 2);
    }

    @Test void aSecondCallGetsTheNextPlace() {
        watches("w1");
        calls("c1", 0);
        told("call-info");
        calls("c2", 0);
        assertThat(told("call-info")).contains(appearance(1, "progressing")).contains(appearance(2, "progressing"));
    }

    @Test void othersLinesAreNotWatched() {
        ladder.accounts.add("bob", "431002", Map.of("cloud_pbx", List.of("1")));
        ladder.accounts.add("alice", "431001", Map.of("cloud_pbx", List.of("1")));
        ladder.authenticated(ladder.request("SUBSCRIBE", "sip:bob@example.org", "w1", 1).add("Event", "call-info"), "alice", "secret-alice");
        lb.expects(403);
    }

    @Test void bothDevicesOfALineAreTold() {
        watches("w1");
        watches("w2");
        calls("c1", 0);
        assertThat(told("call-info")).startsWith(appearance(1, "progressing"));
        assertThat(told("call-info")).startsWith(appearance(1, "progressing"));
    }
}
