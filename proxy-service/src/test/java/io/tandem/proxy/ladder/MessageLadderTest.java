package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.forward.ForwardType;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.message.SiloChanges;
import io.tandem.proxy.message.StoredMessage;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.ProxyLadder.body;
import static org.assertj.core.api.Assertions.assertThat;

/** MESSAGE from Alice to Bob (RFC 3428), through the load balancer (L); no B2BUA stands between (§3.1). */
class MessageLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private static final String PHONE = "sip:bob@192.0.2.9:5060";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private int calls;

    private SipMessage message(String uri, String text) {
        return ladder.request("MESSAGE", uri, "m" + ++calls, 1).remove("Contact").remove("Record-Route")
                .body("text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Is challenged and sends again. */
    private SipMessage sends(SipMessage message) {
        return ladder.authenticated(message, "alice", "secret-alice");                          // L ── MESSAGE ─▶ P, 407, MESSAGE
    }

    private void bobRegisters() {
        SipMessage register = ladder.request("REGISTER", "sip:example.org", "r" + ++calls, 1)
                .set("From", "<sip:bob@example.org>;tag=b1").set("To", "<sip:bob@example.org>").set("Contact", "<" + PHONE + ">").set("Expires", "600")
                .add("Path", "<sip:lb@127.0.0.1:5060;lr;received=sip:192.0.2.9:5060>").remove("Record-Route");
        ladder.authenticated(register, "bob", "secret-bob");                                    // L ── REGISTER ─▶ P, 401, REGISTER
        lb.expects(200);                                                                        // L ◀─ 200 ── P
    }

    @Test void itGoesToEveryPhoneAndTheFirstThatTakesItDecides() {
        ladder.registered("bob", PHONE);
        ladder.registered("bob", "sip:bob@192.0.2.10:5060");
        SipMessage sent = sends(message(BOB, "hello").add("P-Preferred-Identity", "<sip:4399@example.org>"));
        SipMessage first = lb.expects("MESSAGE");                                               // L ◀─ MESSAGE ── P
        SipMessage second = lb.expects("MESSAGE");                                              // L ◀─ MESSAGE ── P
        assertThat(List.of(first.requestUri(), second.requestUri())).containsExactlyInAnyOrder(PHONE, "sip:bob@192.0.2.10:5060");
        assertThat(body(first)).isEqualTo("hello");
        assertThat(first.contentType()).contains("text/plain");
        assertThat(first.from().uri()).hasToString("sip:431001@example.org");
        assertThat(first.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(first.header("P-D-Uri").orElseThrow()).contains("received=sip:192.0.2.9:5060");
        assertThat(first.maxForwards()).isEqualTo(68);
        for (String inner : List.of("Proxy-Authorization", "P-NGCP-Src-Ip", "Contact", "Record-Route", "P-Preferred-Identity")) {
            assertThat(first.has(inner)).as(inner).isFalse();
        }
        lb.answers(second, 200, "OK", "b2");                                                    // L ── 200 ─▶ P
        SipMessage ok = lb.expects(200);                                                        // L ◀─ 200 ── P
        assertThat(ok.header("From")).isEqualTo(sent.header("From"));
        assertThat(ok.toTag()).contains("b2");
        assertThat(ok.header("P-NGCP-Authorized")).contains("1");
        lb.answers(first, 200, "OK", "b1");
        lb.expectsNothing();
        assertThat(ladder.silo.kept).isEmpty();
        assertThat(ladder.records).isEmpty();
        ladder.isIdle();
    }

    @Test void itWaitsForAPhoneThatIsNotThereAndComesWithTheNextRegistration() {
        sends(message(BOB, "one"));
        assertThat(lb.expects(202).reason()).isEqualTo("Accepted");
        sends(message(BOB, "two"));
        lb.expects(202);
        assertThat(ladder.silo.kept.values()).extracting(StoredMessage::expiry).containsOnly(ladder.time.instant().plus(Duration.ofHours(72)));
        bobRegisters();
        SipMessage one = lb.expects("MESSAGE");
        assertThat(body(one)).isEqualTo("one");
        assertThat(one.requestUri()).isEqualTo(PHONE);
        assertThat(one.header("Date").orElseThrow()).endsWith(" GMT");
        assertThat(one.from().uri()).hasToString("sip:431001@example.org");
        lb.expectsNothing();                                                                    // in the order in which they were sent
        lb.answers(one, 200, "OK", "b1");
        SipMessage two = lb.expects("MESSAGE");
        assertThat(body(two)).isEqualTo("two");
        lb.answers(two, 200, "OK", "b1");
        assertThat(ladder.silo.kept).isEmpty();
        bobRegisters();
        lb.expectsNothing();
    }

    @Test void aPhoneThatDoesNotAnswerGetsItWhenItRegistersAgain() {
        ladder.registered("bob", PHONE);
        sends(message(BOB, "hello"));
        lb.expects("MESSAGE");
        ladder.time.passes(Duration.ofSeconds(8));
        while (lb.hasMail() && ladder.silo.kept.isEmpty()) {
            lb.expects("MESSAGE");                                                              // Timer E
        }
        assertThat(ladder.silo.kept).hasSize(1);
    }

    @Test void aPhoneThatTakesItTooLateDoesNotGetItTwice() {
        ladder.registered("bob", PHONE);
        sends(message(BOB, "hello"));
        SipMessage asked = lb.expects("MESSAGE");
        ladder.time.passes(Duration.ofSeconds(8));
        assertThat(ladder.silo.kept).hasSize(1);
        lb.answers(asked, 200, "OK", "b1");
        assertThat(ladder.silo.kept).isEmpty();
    }

    @Test void aPhoneThatIsGoneWhenItIsDeliveredLeavesItInTheSilo() {
        sends(message(BOB, "hello"));
        lb.expects(202);
        bobRegisters();
        lb.answers(lb.expects("MESSAGE"), 430, "Flow Failed", "b1");
        assertThat(ladder.silo.kept).hasSize(1);
        bobRegisters();
        lb.answers(lb.expects("MESSAGE"), 200, "OK", "b1");
        assertThat(ladder.silo.kept).isEmpty();
    }

    @Test void whatAPhoneRefusesForGoodIsNotKept() {
        ladder.registered("bob", PHONE);
        sends(message(BOB, "hello"));
        lb.answers(lb.expects("MESSAGE"), 415, "Unsupported Media Type", "b1");
        lb.expects(415);
        assertThat(ladder.silo.kept).isEmpty();
    }

    @Test void anotherProxyTellsForWhomItKeepsMessages() {
        sends(message(BOB, "hello"));
        lb.expects(202);
        ProxyLadder other = new ProxyLadder();
        other.silo.kept.putAll(ladder.silo.kept);
        SiloChanges feed = new SiloChanges(other.time, other.core.storedMessages());
        feed.onChanges(List.of(new Change(1, ChangeLog.MESSAGE, "bob@example.org")));
        other.time.runDue();
        other.registered("bob", PHONE);
        other.core.storedMessages().registered(new AddressOfRecord("bob", "example.org"));
        assertThat(body(other.lb.expects("MESSAGE"))).isEqualTo("hello");
    }

    @Test void itsExpiresCountsAndNoneIsKeptForAnotherTime() {
        sends(message(BOB, "now or never").add("Expires", "0"));
        lb.expects(480);
        assertThat(ladder.silo.kept).isEmpty();
        sends(message(BOB, "for a minute").add("Expires", "60"));
        lb.expects(202);
        ladder.time.passes(Duration.ofSeconds(61));
        bobRegisters();
        lb.expectsNothing();
    }

    @Test void aFullSiloAndADatabaseThatIsAwayAreToldToTheSender() {
        ladder.silo.room = 0;
        sends(message(BOB, "hello"));
        assertThat(lb.expects(480).reason()).isEqualTo("Offline");
        ladder.silo.away = true;
        sends(message(BOB, "hello"));
        lb.expects(503);
    }

    @Test void whoSendsTooMuchOrTooManyIsRefused() {
        sends(message(BOB, "x".repeat(501)));
        assertThat(lb.expects(413).reason()).isEqualTo("Request Entity Too Large");
        for (int i = 0; i < 5; i++) {
            sends(message(BOB, "spam"));
            lb.expects(202);
        }
        sends(message(BOB, "spam"));
        assertThat(lb.expects(403).reason()).isEqualTo("Too Many Messages");
        ladder.time.passes(Duration.ofSeconds(60));
        sends(message(BOB, "spam"));
        lb.expects(202);
        assertThat(ladder.records).isEmpty();
    }

    @Test void whatStopsACallStopsAMessage() {
        ladder.accounts.add("alice", "431001", Map.of("lock", List.of("2")));
        sends(message(BOB, "hello"));
        assertThat(lb.expects(403).reason()).isEqualTo("Caller locked");
        ladder.accounts.add("alice", "431001", Map.of());
        ladder.accounts.add("bob", "431002", Map.of("block_in_list", List.of("431001")));
        sends(message(BOB, "hello"));
        assertThat(lb.expects(403).reason()).isEqualTo("Blocked by Callee");
        ladder.accounts.add("bob", "431002", Map.of());
        ladder.accounts.add("alice", "431001", Map.of("block_out_list", List.of("431002")));
        sends(message(BOB, "hello"));
        assertThat(lb.expects(403).reason()).isEqualTo("Blocked by Caller");
        sends(message("sip:nobody@example.org", "hello"));
        lb.expects(404);
        sends(message("sip:vmu431002@voicebox.local", "hello"));
        lb.expects(404);
        assertThat(ladder.silo.kept).isEmpty();
        assertThat(ladder.records).isEmpty();
    }

    @Test void aDomainInEmergencyModeTakesNone() {
        ladder.accounts.add("alice", "431001", Map.of("emergency_mode_enabled", List.of("1")));
        sends(message(BOB, "hello"));
        assertThat(lb.expects(503).header("Retry-After")).contains("1800");
    }

    @Test void aSenderWhoHidesIsNotShown() {
        ladder.registered("bob", PHONE);
        ladder.accounts.add("alice", "431001", Map.of("clir", List.of("1")));
        sends(message(BOB, "hello"));
        SipMessage asked = lb.expects("MESSAGE");
        assertThat(asked.from().uri()).hasToString("sip:anonymous@anonymous.invalid");
        assertThat(asked.has("P-Asserted-Identity")).isFalse();
        assertThat(asked.header("Privacy")).contains("id");
    }

    @Test void aSubscriberForwardsItsMessages() {
        ladder.accounts.add("carol", "431003", Map.of());
        ladder.registered("bob", PHONE);
        ladder.registered("carol", "sip:carol@192.0.2.11:5060");
        new ForwardSettings(ladder, "bob", "431002").forwards(ForwardType.CFS, "sip:nobody@example.org", "sip:431003@example.org");
        sends(message(BOB, "hello"));
        SipMessage asked = lb.expects("MESSAGE");
        assertThat(asked.requestUri()).isEqualTo("sip:carol@192.0.2.11:5060");
        assertThat(asked.from().uri()).hasToString("sip:431001@example.org");
        lb.expectsNothing();
        lb.answers(asked, 200, "OK", "c1");
        lb.expects(200);
    }

    @Test void forwardsInCirclesEnd() {
        new ForwardSettings(ladder, "bob", "431002").forwards(ForwardType.CFS, "sip:431001@example.org");
        new ForwardSettings(ladder, "alice", "431001").forwards(ForwardType.CFS, "sip:431002@example.org");
        sends(message(BOB, "hello"));
        lb.expects(202);
        assertThat(ladder.silo.kept.values()).extracting(one -> one.owner().user()).containsExactly("bob");
    }
}
