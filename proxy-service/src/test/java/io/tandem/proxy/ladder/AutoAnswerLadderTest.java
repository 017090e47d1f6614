package io.tandem.proxy.ladder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Phones that are asked to answer by themselves (signalling.md §2.9): who may ask, and whose phones hear it. */
class AutoAnswerLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();

    AutoAnswerLadderTest() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private void account(String user, String number, String... preferences) {
        Map<String, List<String>> values = new HashMap<>();
        for (String preference : preferences) {
            values.put(preference.split("=")[0], List.of(preference.split("=")[1]));
        }
        ladder.accounts.add(user, number, values);
    }

    /** @return the INVITE to the B2BUA */
    private SipMessage calls(String uri, String... headers) {
        SipMessage invite = ladder.invite(uri, "c1", 1);
        for (String header : headers) {
            invite.add(header.split(": ")[0], header.split(": ")[1]);
        }
        ladder.authenticated(invite, "alice", "secret-alice");
        ladder.lb.expects(100);
        return ladder.b2bua.expects("INVITE");
    }

    private static void assertAsked(SipMessage invite, int seconds) {
        assertThat(invite.lines("Call-Info")).containsExactly("<sip:example.org>;answer-after=" + seconds);
        assertThat(invite.lines("Alert-Info")).containsExactly("<http://example.org>;info=alert-autoanswer;delay=" + seconds);
        assertThat(invite.header("Answer-Mode")).contains("Auto");
        assertThat(invite.has("P-Auto-Answer")).isFalse();
    }

    private static void assertNotAsked(SipMessage invite) {
        assertThat(invite.toString()).doesNotContainIgnoringCase("answer-after").doesNotContainIgnoringCase("auto").doesNotContain("Answer-Mode");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Call-Info: <sip:x>;answer-after=0", "Alert-Info: <http://x>;info=alert-autoanswer", "Alert-Info: info=Auto Answer", "Answer-Mode: Auto",
        "Priv-Answer-Mode: Auto;require"})
    void whatAPhoneAsksForIsToldInAllFormsIfItsSubscriberMay(String header) {
        account("alice", "431001", "support_auto_answer=phone");
        assertAsked(calls("sip:bob@example.org", header), 0);
    }

    @Test void theDelayThatThePhoneNamesStays() {
        account("alice", "431001", "support_auto_answer=phone");
        assertAsked(calls("sip:bob@example.org", "Call-Info: <sip:x>; answer-after = 3"), 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "vsc"})
    void nobodysPhoneAnswersForWhoMayNotAsk(String support) {
        account("alice", "431001", "support_auto_answer=" + support);
        SipMessage invite = calls("sip:bob@example.org", "Call-Info: <sip:x>;answer-after=0", "Call-Info: <http://x/alice.png>;purpose=icon",
                "Alert-Info: <http://x>;info=alert-autoanswer", "Answer-Mode: Auto");
        assertNotAsked(invite);
        assertThat(invite.lines("Call-Info")).containsExactly("<http://x/alice.png>;purpose=icon");
    }

    @Test void whoDoesNotAcceptItIsRungAsAlways() {
        account("alice", "431001", "support_auto_answer=phone");
        account("bob", "431002", "accept_auto_answer=no");
        assertNotAsked(calls("sip:bob@example.org", "Answer-Mode: Auto"));
    }

    @Test void theCodeBeforeANumberAsksForIt() {
        account("alice", "431001", "support_auto_answer=vsc");
        assertAsked(calls("sip:*81*431002@example.org"), 0);
        assertThat(ladder.records).isEmpty();
    }

    @Test void theCodeIsNoneForWhoMayNot() {
        account("alice", "431001", "support_auto_answer=phone");
        ladder.authenticated(ladder.invite("sip:*81*431002@example.org", "c1", 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        assertThat(ladder.lb.expects(404).reason()).isEqualTo("Not Found");
    }

    @Test void otherCallsKeepTheirRing() {
        account("alice", "431001");
        account("bob", "431002", "alert_info_type=url", "alert_info_url=http://tones.example/1.wav");
        assertThat(calls("sip:bob@example.org").lines("Alert-Info")).containsExactly("<http://tones.example/1.wav>");
    }
}
