package io.tandem.sip.dialog;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Alice calls Bob through proxies P1 and P2 that record their routes. */
class DialogTest {
    private static final String P1 = "<sip:p1.example;lr>";
    private static final String P2 = "<sip:p2.example;lr>";

    private static SipMessage message(String... lines) {
        return SipMessage.parse((String.join("\r\n", lines) + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static SipMessage invite(String... more) {
        String[] lines = {"INVITE sip:bob@biloxi.example SIP/2.0", "Via: SIP/2.0/UDP alice.example;branch=z9hG4bK1",
            "From: \"Alice\" <sip:alice@atlanta.example>;tag=a1", "To: Bob <sip:bob@biloxi.example>", "Call-ID: c1", "CSeq: 314 INVITE",
            "Contact: <sip:alice@10.0.0.1:5070;transport=udp>"};
        return message(java.util.stream.Stream.concat(java.util.Arrays.stream(lines), java.util.Arrays.stream(more)).toArray(String[]::new));
    }

    private static SipMessage answer(int status, String tag, String contact, String... routes) {
        SipMessage response = SipMessage.response(invite(), status, "Reason").set("To", "Bob <sip:bob@biloxi.example>;tag=" + tag)
                .add("Contact", contact);
        for (String route : routes) response.add("Record-Route", route);
        return SipMessage.parse(response.toBytes());
    }

    @Test
    void callerRoutesBackwardsThroughTheRecordedRoutes() {
        Dialog dialog = Dialog.uac(invite(), answer(200, "b1", "<sip:bob@10.0.0.2>", P2, P1));
        assertThat(dialog.id()).isEqualTo(new DialogId("c1", "a1", "b1"));
        assertThat(dialog.state()).isEqualTo(Dialog.State.CONFIRMED);
        SipMessage ack = dialog.ack(314);                                   // A ── ACK ─▶ P1 ─▶ P2 ─▶ B
        assertThat(ack.requestUri()).isEqualTo("sip:bob@10.0.0.2");
        assertThat(ack.headers("Route")).containsExactly(P1, P2);
        assertThat(ack.header("CSeq")).contains("314 ACK");
        SipMessage bye = dialog.request("BYE");                             // A ── BYE ─▶
        assertThat(bye.header("CSeq")).contains("315 BYE");
        assertThat(bye.header("From")).contains("\"Alice\" <sip:alice@atlanta.example>;tag=a1");
        assertThat(bye.header("To")).contains("Bob <sip:bob@biloxi.example>;tag=b1");
        assertThat(bye.maxForwards()).isEqualTo(70);
        assertThat(dialog.nextHop().host()).isEqualTo("p1.example");
    }

    @Test
    void calleeRoutesForwardsAndCountsItsOwnRequests() {
        Dialog dialog = Dialog.uas(invite("Record-Route: " + P2 + ", " + P1), "b1");
        assertThat(dialog.id()).isEqualTo(new DialogId("c1", "b1", "a1"));
        assertThat(dialog.state()).isEqualTo(Dialog.State.EARLY);
        assertThat(dialog.response(invite(), 200, "OK").toTag()).contains("b1");
        dialog.confirm();
        SipMessage bye = dialog.request("BYE");                             // B ── BYE ─▶ P2 ─▶ P1 ─▶ A
        assertThat(bye.requestUri()).isEqualTo("sip:alice@10.0.0.1:5070;transport=udp");
        assertThat(bye.headers("Route")).containsExactly(P2, P1);
        assertThat(bye.header("CSeq")).contains("1 BYE");
        assertThat(bye.fromTag()).contains("b1");
        assertThat(bye.toTag()).contains("a1");
        SipMessage received = message("BYE sip:bob@10.0.0.2 SIP/2.0", "Via: SIP/2.0/UDP a;branch=z9hG4bK2", "From: <sip:alice@a>;tag=a1",
                "To: <sip:bob@b>;tag=b1", "Call-ID: c1", "CSeq: 315 BYE");
        assertThat(DialogId.ofRequest(received)).isEqualTo(dialog.id());
    }

    @Test
    void lateRequestsAreNotAccepted() {
        Dialog dialog = Dialog.uas(invite(), "b1");
        assertThat(dialog.accepts(315)).isTrue();
        assertThat(dialog.accepts(400)).isTrue();
        assertThat(dialog.accepts(399)).isFalse();
        assertThat(dialog.accepts(401)).isTrue();
    }

    @Test
    void callerTakesTheFirstSequenceNumberOfTheCalleeAsItComes() {
        Dialog dialog = Dialog.uac(invite(), answer(200, "b1", "<sip:bob@10.0.0.2>"));
        assertThat(dialog.accepts(7)).isTrue();
        assertThat(dialog.accepts(6)).isFalse();
    }

    @Test
    void reInviteMovesTheTarget() {
        Dialog dialog = Dialog.uas(invite(), "b1");
        dialog.refreshTarget(invite("Record-Route: " + P1).set("Contact", "<sip:alice@10.9.9.9>"));
        assertThat(dialog.request("UPDATE").requestUri()).isEqualTo("sip:alice@10.9.9.9");
        assertThat(dialog.routeSet()).isEmpty();                            // §12.2: never the route set
        dialog.refreshTarget(answer(486, "b1", "<sip:other@10.8.8.8>"));
        assertThat(dialog.remoteTarget().host()).isEqualTo("10.9.9.9");
    }

    @Test
    void strictRouterGetsItsOwnUri() {                                      // §12.2.1.1
        Dialog dialog = Dialog.uac(invite(), answer(200, "b1", "<sip:bob@10.0.0.2>", P2, "<sip:strict.example>"));
        SipMessage bye = dialog.request("BYE");
        assertThat(bye.requestUri()).isEqualTo("sip:strict.example");
        assertThat(bye.headers("Route")).containsExactly(P2, "<sip:bob@10.0.0.2>");
        assertThat(dialog.nextHop().host()).isEqualTo("strict.example");
    }

    @Test
    void eachForkedAnswerIsADialogOfItsOwn() {
        ForkedDialogs dialogs = new ForkedDialogs(invite());
        assertThat(dialogs.onResponse(SipMessage.response(invite(), 100, "Trying"))).isEmpty();
        Dialog first = dialogs.onResponse(answer(180, "b1", "<sip:bob@10.0.0.2>", P1)).orElseThrow();      // A ◀─ 180 ── B1
        Dialog second = dialogs.onResponse(answer(183, "b2", "<sip:bob@10.0.0.3>", P2)).orElseThrow();     // A ◀─ 183 ── B2
        assertThat(first.state()).isEqualTo(Dialog.State.EARLY);
        assertThat(dialogs.onResponse(answer(200, "b2", "<sip:bob@10.0.0.4>", P1)).orElseThrow()).isSameAs(second);
        assertThat(second.state()).isEqualTo(Dialog.State.CONFIRMED);
        assertThat(second.routeSet()).containsExactly(P1);                  // the 2xx decides
        assertThat(second.remoteTarget().host()).isEqualTo("10.0.0.4");
        Dialog third = dialogs.onResponse(answer(200, "b3", "<sip:bob@10.0.0.5>")).orElseThrow();          // no 18x before
        assertThat(third.state()).isEqualTo(Dialog.State.CONFIRMED);
        dialogs.endEarly();
        assertThat(dialogs.all().stream().map(Dialog::state).toList())
                .isEqualTo(List.of(Dialog.State.TERMINATED, Dialog.State.CONFIRMED, Dialog.State.CONFIRMED));
        assertThat(dialogs.onResponse(answer(486, "b4", "<sip:bob@10.0.0.6>"))).isEmpty();
    }

    @Test
    void provisionalWithoutContactFallsBackToTheRequestUri() {
        SipMessage ringing = SipMessage.response(invite(), 180, "Ringing").set("To", "<sip:bob@biloxi.example>;tag=b1");
        assertThat(Dialog.uac(invite(), ringing).remoteTarget().host()).isEqualTo("biloxi.example");
    }
}
