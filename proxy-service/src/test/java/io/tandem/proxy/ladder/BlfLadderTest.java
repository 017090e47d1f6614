package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.tandem.data.forward.ForwardType;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.proxy.ladder.ProxyLadder.body;
import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Busy lamps (signalling.md §6.3, RFC 4235): Wendy, a colleague, watches Bob, whom Alice calls; all through the load balancer (L). */
class BlfLadderTest {
    private static final Map<String, List<String>> PBX = Map.of("cloud_pbx", List.of("1"), "cloud_pbx_base_cli", List.of("43100"));
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    BlfLadderTest() {
        seat("wendy", "4310013");
        seat("bob", "4310012");
        seat("alice", "4310011");
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private void seat(String name, String number) {
        Map<String, List<String>> preferences = new HashMap<>(PBX);
        preferences.put("cloud_pbx_ext", List.of(number.substring(5)));
        ladder.accounts.add(name, number, preferences);
    }

    private SipMessage subscribe(String uri, String callId) {
        return ladder.request("SUBSCRIBE", uri, callId, 1).set("From", "<sip:wendy@example.org>;tag=w1")
                .set("Contact", "<sip:wendy@192.0.2.3:5060;alias=192.0.2.3~5060~1>").add("Event", "dialog").add("Expires", "600")
                .add("Accept", "application/dialog-info+xml");
    }

    /** L ── SUBSCRIBE ─▶ P ─▶ 407, again with credentials. */
    private void subscribes(SipMessage subscribe) {
        ladder.authenticated(subscribe, "wendy", "secret-wendy");
    }

    private SipMessage watches(String uri, String callId) {
        subscribes(subscribe(uri, callId));
        SipMessage accepted = lb.expects(202);                          // L ◀─  202  ─── P
        assertThat(accepted.reason()).isEqualTo("Accepted");
        return accepted;
    }

    /** L ◀─ NOTIFY ── P ◀─ 200. */
    private SipMessage told() {
        SipMessage notify = lb.expects("NOTIFY");
        lb.answers(notify, 200, "OK", "w1");
        return notify;
    }

    private static String state(SipMessage notify) {
        String xml = body(notify);
        int state = xml.indexOf("<state>");
        return state < 0 ? "none" : xml.substring(state + 7, xml.indexOf("</state>"));
    }

    private static long version(SipMessage notify) {
        String xml = body(notify);
        int version = xml.indexOf(" version=\"", xml.indexOf("<dialog-info")) + 10;
        return Long.parseLong(xml.substring(version, xml.indexOf('"', version)));
    }

    private SipMessage callsBob() {
        ladder.authenticated(ladder.invite("sip:12@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        return b2bua.expects("INVITE");
    }

    @Test void aLampFollowsACall() {
        SipMessage accepted = watches("sip:bob@example.org", "s1");
        assertThat(accepted.header("Expires")).contains("600");
        assertThat(accepted.header("Contact")).contains("<sip:127.0.0.1:5062>");
        assertThat(accepted.header("Record-Route")).contains("<sip:127.0.0.1;lr;r2=on>");
        SipMessage first = told();
        assertThat(first.requestUri()).isEqualTo("sip:wendy@192.0.2.3:5060;alias=192.0.2.3~5060~1");
        assertThat(first.headers("Route")).containsExactly("<sip:127.0.0.1;lr;r2=on>");
        assertThat(first.header("Event")).contains("dialog");
        assertThat(first.header("Subscription-State")).contains("active;expires=600");
        assertThat(first.header("Content-Type")).contains("application/dialog-info+xml");
        assertThat(first.header("To")).contains("<sip:wendy@example.org>;tag=w1");
        assertThat(first.fromTag()).isEqualTo(accepted.toTag());
        assertThat(body(first)).contains("state=\"full\" entity=\"sip:bob@example.org\"");
        assertThat(state(first)).isEqualTo("none");
        assertThat(version(first)).isZero();

        SipMessage invite = callsBob();
        SipMessage trying = told();
        assertThat(state(trying)).isEqualTo("trying");
        b2bua.answers(invite, 180, "Ringing", "b1");
        SipMessage early = lb.expects("NOTIFY");
        assertThat(state(early)).isEqualTo("early");
        assertThat(body(early)).contains("direction=\"recipient\"", "<remote><identity display=\"Alice\">sip:11@example.org</identity>")
                .contains("call-id=\"c1\" local-tag=\"b1\" remote-tag=\"a1\"").doesNotContain("127.0.0.1");
        assertThat(body(trying)).doesNotContain("c1");
        lb.expects(180);
        lb.answers(early, 200, "OK", "w1");
        b2bua.answersWithSdp(invite, 200, "OK", "b1");
        SipMessage confirmed = told();
        assertThat(state(confirmed)).isEqualTo("confirmed");
        assertThat(body(confirmed)).as("nobody else's to take any more").doesNotContain("c1");
        lb.expects(200);
        lb.sends(ladder.inDialog("BYE", "c1", 3, "b1"));
        SipMessage bye = b2bua.expects("BYE");
        b2bua.answers(bye, 200, "OK", "b1");
        SipMessage terminated = told();
        assertThat(state(terminated)).isEqualTo("terminated");
        assertThat(List.of(version(trying), version(early), version(confirmed), version(terminated))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(List.of(trying.cSeq(), early.cSeq(), confirmed.cSeq())).isSorted();
    }

    @Test void whoeverCallsIsTheInitiator() {
        watches("sip:alice@example.org", "s1");
        told();
        callsBob();
        SipMessage notify = told();
        assertThat(body(notify)).contains("direction=\"initiator\"", "<remote><identity>sip:4310012@example.org</identity>");
    }

    @Test void anExtensionIsWatchedByItsShortNumber() {
        watches("sip:12@example.org", "s1");
        assertThat(body(told())).contains("entity=\"sip:bob@example.org\"");
    }

    @Test void aCallThatIsRefusedOrCancelledPutsTheLampOut() {
        watches("sip:bob@example.org", "s1");
        told();
        SipMessage invite = callsBob();
        told();
        b2bua.answers(invite, 486, "Busy Here", "b1");
        b2bua.expects("ACK");
        assertThat(state(told())).isEqualTo("terminated");
        lb.expects(486);
        SipMessage second = ladder.authenticated(ladder.invite("sip:bob@example.org", "c2", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage legA = b2bua.expects("INVITE");
        told();
        lb.sends(cancelFor(second));
        lb.expects(200);
        b2bua.answers(legA, 100, "Trying", "b2");
        SipMessage cancel = b2bua.expects("CANCEL");
        b2bua.answers(cancel, 200, "OK", "b2");
        b2bua.answers(legA, 487, "Request Terminated", "b2");
        b2bua.expects("ACK");
        assertThat(state(told())).isEqualTo("terminated");
    }

    @Test void theLampOfWhoeverForwardsGoesOutWhenTheCallGoesOn() {
        new ForwardSettings(ladder, "bob", "4310012").prefers("cloud_pbx", "1").forwards(ForwardType.CFB, "sip:wendy@example.org");
        ladder.registered("wendy", "sip:wendy@192.0.2.3:5060");
        watches("sip:bob@example.org", "s1");
        told();
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        told();
        b2bua.answers(invite, 486, "Busy Here", "b1");
        b2bua.expects("ACK");
        assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:wendy@example.org");
        assertThat(state(told())).isEqualTo("terminated");
    }

    @Test void aSubscriptionInMidCallShowsTheCall() {
        SipMessage invite = callsBob();
        b2bua.answersWithSdp(invite, 200, "OK", "b1");
        lb.expects(200);
        watches("sip:bob@example.org", "s1");
        assertThat(state(told())).isEqualTo("confirmed");
    }

    @Test void anAnonymousCallerIsNotShownToOthersEither() {
        ladder.accounts.add("alice", "431001", Map.of("clir", List.of("1")));
        watches("sip:bob@example.org", "s1");
        told();
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        b2bua.expects("INVITE");
        assertThat(body(told())).contains("sip:anonymous@anonymous.invalid").doesNotContain("431001");
    }

    @Test void oneNotifyAtATimeAndNoStateIsLost() {
        watches("sip:bob@example.org", "s1");
        SipMessage first = lb.expects("NOTIFY");
        SipMessage invite = callsBob();
        b2bua.answers(invite, 180, "Ringing", "b1");
        lb.expects(180);
        lb.expectsNothing();
        lb.answers(first, 200, "OK", "w1");
        assertThat(state(told())).isEqualTo("trying");
        assertThat(state(told())).isEqualTo("early");
        lb.expectsNothing();
    }

    @Test void aPhoneThatLagsGetsTheLastStatesOnly() {
        watches("sip:bob@example.org", "s1");
        SipMessage first = lb.expects("NOTIFY");
        for (int i = 0; i < 10; i++) {
            ladder.authenticated(ladder.invite("sip:bob@example.org", "c" + i, 1), "alice", "secret-alice");
            lb.expects(100);
            SipMessage invite = b2bua.expects("INVITE");
            b2bua.answers(invite, 486, "Busy Here", "b1");
            b2bua.expects("ACK");
            lb.expects(486);
        }
        lb.answers(first, 200, "OK", "w1");
        List<Long> versions = IntStream.range(0, 8).mapToObj(_ -> version(told())).toList();
        assertThat(versions).containsExactly(13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
        lb.expectsNothing();
    }

    private SipMessage again(SipMessage accepted, long cSeq, String expires) {
        return subscribe("sip:127.0.0.1:5062", accepted.callId()).set("CSeq", cSeq + " SUBSCRIBE").set("To", accepted.header("To").orElseThrow())
                .set("Expires", expires).remove("Record-Route");
    }

    @Test void aSubscriptionIsRefreshedAndEnded() {
        SipMessage accepted = watches("sip:bob@example.org", "s1");
        told();
        ladder.time.passes(Duration.ofSeconds(500));
        lb.sends(again(accepted, 3, "900"));
        assertThat(lb.expects(202).header("Expires")).contains("900");
        assertThat(told().header("Subscription-State")).contains("active;expires=900");
        ladder.time.passes(Duration.ofSeconds(500));
        lb.expectsNothing();
        lb.sends(again(accepted, 2, "900"));
        lb.expects(500);
        lb.sends(again(accepted, 4, "0"));
        lb.expects(202);
        assertThat(told().header("Subscription-State")).contains("terminated;reason=timeout");
        assertThat(ladder.core.presence().subscriptions()).isZero();
        callsBob();
        lb.expectsNothing();
        lb.sends(again(accepted, 5, "900"));
        lb.expects(481);
    }

    @Test void aSubscriptionThatIsNotRefreshedEnds() {
        watches("sip:bob@example.org", "s1");
        told();
        ladder.time.passes(Duration.ofSeconds(600));
        assertThat(told().header("Subscription-State")).contains("terminated;reason=timeout");
        assertThat(ladder.core.presence().subscriptions()).isZero();
        ladder.isIdle();
    }

    @Test void whoeverAsksOnceIsToldOnce() {
        subscribes(subscribe("sip:bob@example.org", "s1").set("Expires", "0"));
        assertThat(lb.expects(202).header("Expires")).contains("0");
        assertThat(told().header("Subscription-State")).contains("terminated;reason=timeout");
        assertThat(ladder.core.presence().subscriptions()).isZero();
    }

    @ParameterizedTest @ValueSource(ints = {481, 489})
    void aPhoneThatDoesNotKnowTheSubscriptionIsForgotten(int status) {
        watches("sip:bob@example.org", "s1");
        lb.answers(lb.expects("NOTIFY"), status, "Gone", "w1");
        assertThat(ladder.core.presence().subscriptions()).isZero();
        callsBob();
        lb.expectsNothing();
    }

    @Test void aNotifyThatGetsLostDoesNotEndTheSubscription() {
        watches("sip:bob@example.org", "s1");
        lb.expects("NOTIFY");
        ladder.time.passes(Duration.ofSeconds(33));
        ladder.sent.clear();
        callsBob();
        assertThat(state(told())).isEqualTo("trying");
        assertThat(ladder.core.presence().subscriptions()).isEqualTo(1);
    }

    @Test void onlyColleaguesWatch() {
        ladder.accounts.add("bob", "4310012", Map.of());
        subscribes(subscribe("sip:bob@example.org", "s1"));
        assertThat(lb.expects(403).reason()).isEqualTo("Forbidden");
    }

    @Test void nobodyIsWatchedWhoIsNotThere() {
        subscribes(subscribe("sip:nobody@example.org", "s1"));
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
    }

    @Test void strangersAreChallenged() {
        lb.sends(subscribe("sip:bob@example.org", "s1"));
        lb.expects(407);
    }

    @Test void anEventThatIsNotServedIsRefused() {
        subscribes(subscribe("sip:bob@example.org", "s1").set("Event", "weather"));
        assertThat(lb.expects(489).headers("Allow-Events")).containsExactly("dialog", "call-info", "line-seize", "presence",
                "message-summary", "reg");
    }

    @Test void aSubscribeWithoutContactIsRefused() {
        subscribes(subscribe("sip:bob@example.org", "s1").remove("Contact"));
        lb.expects(400);
    }

    @Test void nobodyHoldsMoreSubscriptionsThanPermitted() {
        for (int i = 0; i < 4; i++) {
            watches("sip:bob@example.org", "s" + i);
            told();
        }
        subscribes(subscribe("sip:bob@example.org", "s5"));
        lb.expects(503);
        ladder.time.passes(Duration.ofSeconds(600));
        IntStream.range(0, 4).forEach(_ -> told());
        watches("sip:bob@example.org", "s6");
    }

    @Test void namesAreEscaped() {
        watches("sip:bob@example.org", "s1");
        told();
        SipMessage invite = ladder.invite("sip:bob@example.org", "c1", 1).set("From", "\"A <b> & 'c'\" <sip:alice@example.org>;tag=a1");
        ladder.authenticated(invite, "alice", "secret-alice");
        lb.expects(100);
        b2bua.expects("INVITE");
        assertThat(body(told())).contains("display=\"A &lt;b&gt; &amp; 'c'\"");
    }

    @Test void theLampsOfAGroupAndItsMembersFollow() {
        ladder.registered("wendy", "sip:wendy@192.0.2.3:5060");
        Map<String, List<String>> group = new HashMap<>(PBX);
        group.putAll(Map.of("cloud_pbx_hunt_policy", List.of("parallel"), "cloud_pbx_hunt_group", List.of("sip:bob@example.org", "sip:wendy@example.org")));
        ladder.accounts.add("sales", "4310019", group);
        watches("sip:sales@example.org", "s1");
        told();
        watches("sip:bob@example.org", "s2");
        told();
        ladder.authenticated(ladder.invite("sip:sales@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        b2bua.expects("INVITE");
        assertThat(List.of(body(told()), body(told()))).allMatch(xml -> xml.contains("<state>trying</state>"))
                .anyMatch(xml -> xml.contains("entity=\"sip:sales@example.org\"")).anyMatch(xml -> xml.contains("entity=\"sip:bob@example.org\""));
    }
}
