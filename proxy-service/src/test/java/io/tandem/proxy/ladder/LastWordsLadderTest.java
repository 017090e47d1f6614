package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.sound.SoundSet;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Announcements after phones (behind the B2BUA, S), peers and forwarded legs have refused: the app server (M) plays them. */
class LastWordsLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private static final String CAROL = "sip:carol@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;
    private final ProxyLadder.Party app = ladder.appServer;
    private final ForwardSettings bob = new ForwardSettings(ladder, "bob", "431002");

    LastWordsLadderTest() {
        ladder.tables.sounds.put(5, set(500));
        ladder.accounts.add("alice", "431001", Map.of("sound_set", List.of("5")));
        ladder.accounts.add("carol", "431003", Map.of());
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.registered("carol", "sip:carol@192.0.2.8:5060");
    }

    /** All handles, their files being numbered from there. */
    private static SoundSet set(int first) {
        Map<String, Integer> files = new HashMap<>();
        for (String handle : List.of("callee_busy", "callee_tmp_unavailable", "callee_unknown", "peering_unavailable", "cf_loop", "callee_offline",
                "announce_before_cf", "block_out")) {
            files.put(handle, first + files.size());
        }
        return new SoundSet(files);
    }

    private int file(int set, String handle) {
        return ladder.tables.sounds.get(set).file(handle).orElseThrow();
    }

    private SipMessage calls(String uri) {
        SipMessage sent = ladder.authenticated(ladder.invite(uri, "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        return sent;
    }

    private void refuses(int status, String reason) {
        b2bua.answers(b2bua.expects("INVITE"), status, reason, "s1");               // P ◀─ refusal ── S
        b2bua.expects("ACK");
    }

    /** @return the INVITE that the app server got */
    private SipMessage hears(int file, int status, String reason) {
        SipMessage asked = app.expects("INVITE");                                   // P ── INVITE ─▶ M
        assertThat(asked.header("P-App-Name")).contains("early_dbprompt");
        assertThat(asked.header("P-App-Param").orElseThrow()).contains("audio_id=" + file + ";", "fr_code=" + status + ";fr_reason=\"" + reason + "\"");
        app.answersWithSdp(asked, 183, "Progress", "m1");                           // P ◀─  183  ─── M
        assertThat(ProxyLadder.body(lb.expects(183))).startsWith("relayed ");       // L ◀─  183  ─── P
        return asked;
    }

    private void ends(SipMessage asked, int status, String reason) {
        ladder.time.passes(Duration.ofSeconds(1));
        app.answers(asked, status, reason, "m1");                                   // P ◀─ refusal ── M
        app.expects("ACK");
        SipMessage refusal = lb.expects(status);                                    // L ◀─ refusal ── P
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.header("P-NGCP-Authorized")).isPresent();
        lb.expectsNothing();
        ladder.isIdle();
    }

    private List<String> records() {
        return ladder.records.stream().map(ForwardSettings::describe).toList();
    }

    @ParameterizedTest
    @CsvSource({"486, Busy Here, callee_busy", "600, Busy Everywhere, callee_busy", "480, Do Not Disturb, callee_tmp_unavailable"})
    void aPhoneThatRefusesIsToldOf(int status, String reason, String handle) {
        calls(BOB);
        refuses(status, reason);
        ends(hears(file(5, handle), status, reason), status, reason);
        assertThat(records()).containsExactly("call alice>bob dialled bob " + status);
        assertThat(ladder.relay.log).contains("delete c1");
    }

    @Test void aPhoneThatDoesNotAnswerIsToldOf() {
        calls(BOB);
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        ladder.time.passes(Duration.ofSeconds(180));
        SipMessage cancel = b2bua.expects("CANCEL");
        b2bua.answers(cancel, 200, "OK", "s1");
        b2bua.answers(invite, 487, "Request Terminated", "s1");
        b2bua.expects("ACK");
        ends(hears(file(5, "callee_tmp_unavailable"), 480, "Temporarily Unavailable"), 480, "Temporarily Unavailable");
    }

    @Test void otherAnswersAreToldOfWhereTheCalleeListsThem() {
        bob.prefers("announce_error_codes_enable", "1").prefers("announce_error_codes_list", "404", "603");
        calls(BOB);
        refuses(404, "Not Found");
        ends(hears(file(5, "callee_unknown"), 404, "Not Found"), 404, "Not Found");
    }

    @ParameterizedTest
    @CsvSource({"0, 603", "1, 500"})
    void answersThatNobodyListsComeAtOnce(String enabled, String listed) {
        bob.prefers("announce_error_codes_enable", enabled).prefers("announce_error_codes_list", listed);
        calls(BOB);
        refuses(603, "Decline");
        assertThat(lb.expects(603).reason()).isEqualTo("Decline");
        app.expectsNothing();
    }

    @Test void theCalleesOwnSetComesFirst() {
        ladder.tables.sounds.put(6, set(600));
        bob.prefers("sound_set", "6");
        calls(BOB);
        refuses(486, "Busy Here");
        ends(hears(file(6, "callee_busy"), 486, "Busy Here"), 486, "Busy Here");
    }

    @Test void peersThatHaveAllFailedAreToldOf() {
        ladder.tables.peering = ForwardSettings.peer(1, Map.of());
        calls("sip:4366123@example.org");
        refuses(503, "Service Unavailable");
        String reason = "PSTN Termination Currently Unavailable";
        ends(hears(file(5, "peering_unavailable"), 503, reason), 503, reason);
    }

    @Test void aPeersRefusalIsToldOf() {
        ladder.tables.peering = ForwardSettings.peer(1, Map.of("announce_error_codes_enable", "1", "announce_error_codes_list", "404"));
        calls("sip:4366123@example.org");
        refuses(404, "Unallocated Number");
        ends(hears(file(5, "callee_unknown"), 404, "Unallocated Number"), 404, "Unallocated Number");
    }

    @Test void whoIsForwardedToAndRefusesIsToldOf() {
        bob.forwards(ForwardType.CFU, CAROL);
        calls(BOB);
        refuses(486, "Busy Here");
        ends(hears(file(5, "callee_busy"), 486, "Busy Here"), 486, "Busy Here");
        assertThat(records()).containsExactly("call alice>bob dialled bob 486", "cfu bob>carol dialled carol 486");
    }

    @Test void theForwardersSetComesBeforeThatOfTheCaller() {
        ladder.tables.sounds.put(6, set(600));
        bob.prefers("sound_set", "6").prefers("block_out_list", "431003").forwards(ForwardType.CFU, CAROL);
        calls(BOB);
        ends(hears(file(6, "block_out"), 403, "Blocked by Caller"), 403, "Blocked by Caller");
    }

    @Test void forwardsThatLeadInACircleAreToldOf() {
        bob.forwards(ForwardType.CFU, CAROL);
        new ForwardSettings(ladder, "carol", "431003").forwards(ForwardType.CFU, BOB);
        calls(BOB);
        ends(hears(file(5, "cf_loop"), 480, "Unavailable"), 480, "Unavailable");
    }

    @Test void aForwardAfterTheFirstIsAnnounced() {
        ladder.tables.sounds.put(6, set(600));
        bob.prefers("sound_set", "6").prefers("play_announce_before_cf", "1").forwards(ForwardType.CFNA, CAROL);
        calls(BOB);
        refuses(480, "Gone");
        SipMessage asked = app.expects("INVITE");                                   // P ── INVITE ─▶ M
        assertThat(asked.header("P-App-Param")).contains("reply_180=no;audio_id=" + file(6, "announce_before_cf"));
        app.answersWithSdp(asked, 183, "Progress", "m1");
        lb.expects(183);
        b2bua.expectsNothing();
        app.answers(asked, 301, "Message Ended", "m1");
        app.expects("ACK");
        SipMessage invite = b2bua.expects("INVITE");                                // P ── INVITE ─▶ S
        assertThat(invite.requestUri()).isEqualTo(CAROL);
        b2bua.answersWithSdp(invite, 200, "OK", "s9");
        lb.expects(200);
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(200, 200);
    }

    @Test void whoGivesUpBeforeAForwardIsGone() {
        ladder.tables.sounds.put(6, set(600));
        bob.prefers("sound_set", "6").prefers("play_announce_before_cf", "1").forwards(ForwardType.CFNA, CAROL);
        SipMessage invite = calls(BOB);
        refuses(480, "Gone");
        SipMessage asked = app.expects("INVITE");
        app.answersWithSdp(asked, 183, "Progress", "m1");
        lb.expects(183);
        givesUp(invite, asked);
        b2bua.expectsNothing();
    }

    @Test void whoGivesUpMeanwhileIsGone() {
        SipMessage invite = calls(BOB);
        refuses(486, "Busy Here");
        givesUp(invite, hears(file(5, "callee_busy"), 486, "Busy Here"));
        assertThat(records()).containsExactly("call alice>bob dialled bob 487");
    }

    private void givesUp(SipMessage invite, SipMessage asked) {
        lb.sends(cancelFor(invite));                                                // L ── CANCEL ─▶ P
        lb.expects(200);
        app.answers(app.expects("CANCEL"), 200, "OK", "m1");
        app.answers(asked, 487, "Request Terminated", "m1");
        app.expects("ACK");
        assertThat(lb.expects(487).reason()).isEqualTo("Request terminated");
        ladder.isIdle();
    }

    @Test void aCallerWhoHasCancelledHearsNothing() {
        SipMessage invite = calls(BOB);
        SipMessage onward = b2bua.expects("INVITE");
        b2bua.answers(onward, 180, "Ringing", "s1");
        lb.expects(180);
        lb.sends(cancelFor(invite));
        lb.expects(200);
        b2bua.answers(b2bua.expects("CANCEL"), 200, "OK", "s1");
        b2bua.answers(onward, 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        lb.expects(486);
        app.expectsNothing();
    }
}
