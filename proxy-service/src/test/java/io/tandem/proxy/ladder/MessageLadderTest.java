package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.message.SiloChanges;
import io.tandem.proxy.message.StoredMessage;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        registers("bob");
    }

    private void registers(String user) {
        SipMessage register = ladder.request("REGISTER", "sip:example.org", "r" + ++calls, 1)
                .set("From", "<sip:bob@example.org>;tag=b1").set("To", "<sip:" + user + "@example.org>").set("Contact", "<" + PHONE + ">").set("Expires", "600")
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
        assertThat(toldLate(202).reason()).isEqualTo("Accepted");
        ladder.time.passes(Duration.ofSeconds(60));
        retransmissions();
        bobRegisters();
        SipMessage again = lb.expects("MESSAGE");
        assertThat(body(again)).isEqualTo("hello");
        lb.answers(again, 200, "OK", "b1");
        assertThat(ladder.silo.kept).isEmpty();
    }

    private SipMessage toldLate(int status) {
        retransmissions();
        lb.expects(100);                                                                        // RFC 4320 §4.1
        retransmissions();
        return lb.expects(status);
    }

    /** Of a MESSAGE that no phone answers (Timer E). */
    private void retransmissions() {
        while (lb.hasRequest()) {
            lb.expects("MESSAGE");
        }
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

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 415, 488, 603, 606})
    void whatAPhoneRefusesForGoodIsNotKept(int status) {
        ladder.registered("bob", PHONE);
        sends(message(BOB, "hello"));
        SipMessage asked = lb.expects("MESSAGE");
        lb.sends(ProxyLadder.response(asked, status, "Never", "b1").add("Accept", "text/plain").add("Server", "Bob's phone").add("Reply-To", "<sip:b@192.0.2.9>"));
        SipMessage told = lb.expects(status);
        assertThat(told.header("Accept")).contains("text/plain");
        assertThat(told.has("Server") || told.has("Reply-To") || told.has("Contact")).isFalse();
        assertThat(ladder.silo.kept).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 407, 482, 486, 491, 600})
    void whatAPhoneRefusesForNowIsKept(int status) {
        ladder.registered("bob", PHONE);
        sends(message(BOB, "hello"));
        lb.answers(lb.expects("MESSAGE"), status, "Not Now", "b1");
        SipMessage told = lb.expects(202);
        assertThat(told.has("WWW-Authenticate") || told.has("Contact")).isFalse();
        bobRegisters();
        lb.answers(lb.expects("MESSAGE"), status, "Not Now", "b1");
        assertThat(ladder.silo.kept).as("still there, though it was refused again").hasSize(1);
        bobRegisters();
        lb.answers(lb.expects("MESSAGE"), 200, "OK", "b1");
        assertThat(ladder.silo.kept).isEmpty();
    }

    @Test void aDeadPhoneDoesNotBlockWhatAnotherOneRefusesForGood() {
        sends(message(BOB, "one"));
        lb.expects(202);
        sends(message(BOB, "two"));
        lb.expects(202);
        ladder.registered("bob", "sip:bob@192.0.2.10:5060");                                    // never answers
        bobRegisters();
        answersAt(PHONE, 415);
        ladder.time.passes(Duration.ofSeconds(8));
        assertThat(ladder.silo.kept.values()).extracting(one -> body(one.message())).as("the first is dropped").containsExactly("two");
        answersAt(PHONE, 200);
        assertThat(ladder.silo.kept).isEmpty();
    }

    @Test void aSenderHearsOfARefusalWhenPatienceEnds() {
        ladder.registered("bob", "sip:bob@192.0.2.10:5060");                                    // never answers
        ladder.registered("bob", PHONE);
        sends(message(BOB, "hello"));
        answersAt(PHONE, 415);
        ladder.time.passes(Duration.ofSeconds(8));
        toldLate(415);
        assertThat(ladder.silo.kept).isEmpty();
    }

    /** The newest MESSAGE to that contact is answered; those to others are not. */
    private void answersAt(String contact, int status) {
        SipMessage asked = null;
        while (lb.hasRequest()) {
            SipMessage next = lb.expects("MESSAGE");
            asked = next.requestUri().equals(contact) ? next : asked;
        }
        lb.answers(Objects.requireNonNull(asked), status, "Answer", "b1");
    }

    @Test void whatAProxyThatFailsHadBegunToDeliverIsDeliveredByAnotherOne() {
        sends(message(BOB, "hello"));
        lb.expects(202);
        long id = ladder.silo.kept.keySet().iterator().next();
        ladder.silo.claimed.add(id);                                                            // by another proxy, which fails now
        bobRegisters();
        lb.expectsNothing();
        bobRegisters();
        lb.expectsNothing();
        ladder.silo.claimed.remove(id);                                                         // its lease is over
        ladder.time.passes(Duration.ofSeconds(100));
        SipMessage asked = lb.expects("MESSAGE");
        assertThat(body(asked)).isEqualTo("hello");
        retransmissions();
        lb.answers(asked, 200, "OK", "b1");
        assertThat(ladder.silo.kept).isEmpty();
    }

    @Test void aDeviceOfTheRecipientGetsWhatWaitsForItIfAllDevicesRing() {
        Alias desk = new Alias("bobdesk", false, true, Optional.empty());
        ladder.accounts.add("bob", "431002", SubscriberStatus.ACTIVE, Map.of("lookup_all_registrations", List.of("1")), List.of(desk));
        sends(message(BOB, "hello"));
        lb.expects(202);
        registers("bobdesk");
        SipMessage asked = lb.expects("MESSAGE");
        assertThat(body(asked)).isEqualTo("hello");
        lb.answers(asked, 200, "OK", "b1");
        assertThat(ladder.silo.kept).isEmpty();
        ladder.accounts.add("bob", "431002", SubscriberStatus.ACTIVE, Map.of(), List.of(desk));
        sends(message(BOB, "for the main phone only"));
        lb.expects(202);
        registers("bobdesk");
        lb.expectsNothing();
        sends(message("sip:bobdesk@example.org", "for the device"));
        assertThat(body(lb.expects("MESSAGE"))).isEqualTo("for the device");
    }

    @Test void nothingIsKeptForAGroupWhichNeverRegisters() {
        ladder.accounts.add("sales", "431009", Map.of("cloud_pbx", List.of("1"), "cloud_pbx_hunt_policy", List.of("parallel"),
                "cloud_pbx_hunt_group", List.of("sip:bob@example.org")));
        sends(message("sip:431009@example.org", "hello"));
        assertThat(lb.expects(480).reason()).isEqualTo("Offline");
        assertThat(ladder.silo.kept).isEmpty();
    }

    @Test void nothingIsKeptForAPhoneThatNeverRegistersAgain() {
        ladder.locations.update(new AddressOfRecord("bob", "example.org"), List.of(Binding.unregistered(SipUri.parse(PHONE))), List.of());
        sends(message(BOB, "hello"));
        lb.answers(lb.expects("MESSAGE"), 503, "Service Unavailable", "b1");
        assertThat(lb.expects(480).reason()).isEqualTo("Offline");
        assertThat(ladder.silo.kept).isEmpty();
    }

    @Test void whatHasExpiredIsRemovedThoughNobodyComes() {
        sends(message(BOB, "for a minute").add("Expires", "60"));
        lb.expects(202);
        ladder.core.storedMessages().sweep();
        assertThat(ladder.silo.kept).hasSize(1);
        ladder.time.passes(Duration.ofMinutes(10));
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

    private SipMessage talkative() {
        return message(BOB, "hello").add("Remote-Party-ID", "<sip:431001@example.org>").add("Reply-To", "<sip:alice@192.0.2.1>")
                .add("Diversion", "<sip:4399@example.org>").add("History-Info", "<sip:4399@example.org>;index=1").add("Identity", "forged")
                .add("P-Asserted-Identity", "<sip:4399@example.org>").add("P-Called-Party-ID", "<sip:x@example.org>").add("Organization", "Alice Inc")
                .add("Call-Info", "<http://192.0.2.1/alice.png>;purpose=icon").add("X-Phone", "of Alice").add("Subject", "greeting");
    }

    private static void saysNoMore(SipMessage asked) {
        assertThat(asked.allHeaders()).extracting(SipMessage.Header::name).isSubsetOf("Via", "Route", "Max-Forwards", "From", "To", "Call-ID", "CSeq",
                "Subject", "Privacy", "User-Agent", "P-Asserted-Identity", "Content-Type", "Content-Length", "P-D-Uri", "Date");
        assertThat(asked.header("Subject")).contains("greeting");
        assertThat(asked.callId()).doesNotMatch("m\\d+");
        assertThat(asked.fromTag()).isPresent().isNotEqualTo(Optional.of("a1"));
    }

    @Test void onlyHeadersThatMayPassDo() {
        ladder.registered("bob", PHONE);
        sends(talkative());
        SipMessage asked = lb.expects("MESSAGE");
        saysNoMore(asked);
        assertThat(asked.header("User-Agent")).contains("Test Phone");
        assertThat(asked.headers("P-Asserted-Identity")).containsExactly("<sip:431001@example.org>");
    }

    @Test void nothingShowsASenderWhoHidesNorInTheSilo() {
        ladder.accounts.add("alice", "431001", Map.of("clir", List.of("1")));
        sends(talkative());
        lb.expects(202);
        assertThat(ladder.silo.kept.values()).singleElement().satisfies(one -> hides(one.message()));
        bobRegisters();
        SipMessage asked = lb.expects("MESSAGE");
        saysNoMore(asked);
        hides(asked);
    }

    private static void hides(SipMessage message) {
        assertThat(message.toString()).doesNotContain("alice", "Alice", "431001", "192.0.2.1\r", "Test Phone").contains("Privacy: id");
    }

    @ParameterizedTest
    @CsvSource({"strip, ''", "replace, Somebody's phone"})
    void theUserAgentIsShownAsTheSenderWants(String mode, String shown) {
        ladder.registered("bob", PHONE);
        ladder.accounts.add("alice", "431001", Map.of("ua_header_mode", List.of(mode), "ua_header_replace", List.of("Somebody's phone")));
        sends(message(BOB, "hello"));
        assertThat(lb.expects("MESSAGE").header("User-Agent").orElse("")).isEqualTo(shown);
    }

    @Test void whoShowsAnothersNameIsRefused() {
        sends(message(BOB, "hello").set("From", "<sip:bob@example.org>;tag=a1"));
        lb.expects(403);
        lb.sends(message(BOB, "hello").set("From", "<sip:carol@elsewhere.example>;tag=a1"));
        lb.expects(403);
        assertThat(ladder.silo.kept).isEmpty();
        assertThat(ladder.records).isEmpty();
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
