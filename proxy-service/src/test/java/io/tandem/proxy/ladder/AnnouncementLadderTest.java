package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.sound.SoundSet;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Announcements before and instead of calls (signalling.md §2.20): the app server (M) plays them to the caller behind the load balancer (L). */
class AnnouncementLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party app = ladder.appServer;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    @BeforeEach void sounds() {
        Map<String, Integer> files = new HashMap<>();
        List<String> handles = new ArrayList<>(List.of("block_in", "block_out", "block_ncos", "block_override_pin_wrong", "locked_in", "locked_out",
                "max_calls_in", "max_calls_out", "max_calls_peer",
                "unauth_caller_ip", "relaying_denied", "invalid_speeddial", "cf_loop", "callee_offline", "callee_busy",
                "callee_unknown", "callee_tmp_unavailable", "callee_dnd", "peering_unavailable", "emergency_unsupported", "announce_before_cf",
                "announce_before_call_setup", "announce_before_recording", "announce_to_callee", "ringback_tone"));
        handles.forEach(handle -> files.put(handle, 100 + handles.indexOf(handle)));
        ladder.tables.sounds.put(5, new SoundSet(files));
        alice(Map.of());
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private int file(String handle) {
        return ladder.tables.sounds.get(5).file(handle).orElseThrow();
    }

    private void alice(Map<String, String> preferences) {
        account("alice", "431001", preferences);
    }

    private void account(String name, String number, Map<String, String> preferences) {
        Map<String, List<String>> lists = new HashMap<>(Map.of("sound_set", List.of("5")));
        preferences.forEach((key, value) -> lists.put(key, List.of(value)));
        ladder.accounts.add(name, number, lists);
    }

    private SipMessage calls(String uri, String... headers) {
        SipMessage invite = ladder.invite(uri, "c1", 1);
        for (String header : headers) {
            invite.add(header.split(": ")[0], header.split(": ")[1]);
        }
        SipMessage sent = ladder.authenticated(invite, "alice", "secret-alice");
        lb.expects(100);
        return sent;
    }

    /** The app server is asked for this sound and plays it. @return the INVITE that it got */
    private SipMessage hears(String uri, String application, String parameters) {
        SipMessage asked = app.expects("INVITE");                               // P ── INVITE ─▶ M
        assertThat(asked.requestUri()).isEqualTo(uri);
        assertThat(asked.header("P-App-Name")).contains(application);
        assertThat(asked.header("P-App-Param")).contains(parameters);
        assertThat(asked.has("Proxy-Authorization")).isFalse();
        assertThat(ProxyLadder.body(asked)).startsWith("relayed ");
        app.answersWithSdp(asked, 183, "Progress", "m1");                       // P ◀─  183  ─── M
        SipMessage progress = lb.expects(183);                                  // L ◀─  183  ─── P
        assertThat(progress.reason()).isEqualTo("Progress");
        assertThat(ProxyLadder.body(progress)).startsWith("relayed ");
        return asked;
    }

    private SipMessage hearsRefusal(String handle, int status, String reason) {
        return hears("sip:earlyannounce@app.local", "early_dbprompt", "reset_to_tag=0;force_early_announce=0;audio_id=" + file(handle)
                + ";play_looped=no;fr_code=" + status + ";fr_reason=\"" + reason + "\"");
    }

    private SipMessage hearsBeforeCall(String parameters) {
        return hears("sip:pre_announce@app.local", "pre_announce", "reply_180=no;" + parameters);
    }

    @Test void aRefusedCallerHearsWhyBeforeTheRefusal() {
        account("bob", "431002", Map.of("block_in_list", "431001"));
        calls("sip:bob@example.org");
        SipMessage asked = hearsRefusal("block_in", 403, "Blocked by Callee");
        ladder.time.passes(Duration.ofSeconds(1));
        app.answers(asked, 403, "Blocked by Callee", "m1");                     // P ◀─  403  ─── M
        app.expects("ACK");
        SipMessage refusal = lb.expects(403);                                   // L ◀─  403  ─── P
        assertThat(refusal.reason()).isEqualTo("Blocked by Callee");
        assertThat(refusal.header("P-NGCP-Authorized")).isPresent();
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(403));
        assertThat(ladder.relay.log).contains("delete c1");
        b2bua.expectsNothing();
        ladder.isIdle();
    }

    @Test void aSoundWithLoopplayIsPlayedAgainAndAgain() {
        ladder.tables.sounds.put(6, new SoundSet(Map.of("block_in", 77), Set.of(77)));
        account("bob", "431002", Map.of("block_in_list", "431001", "sound_set", "6"));
        calls("sip:bob@example.org");
        hears("sip:earlyannounce@app.local", "early_dbprompt", "reset_to_tag=0;force_early_announce=0;audio_id=77;play_looped=yes;fr_code=403;"
                + "fr_reason=\"Blocked by Callee\"");
    }

    /** {@code announce_conn_type}: for phones that play nothing before an answer. */
    @Test void aRefusedCallerMayHearWhyInACallThatIsAnswered() {
        alice(Map.of("announce_conn_type", "established"));
        account("bob", "431002", Map.of("block_in_list", "431001"));
        calls("sip:bob@example.org");
        hearsInACall("block_in", 403, "Blocked by Callee");
    }

    @Test void theAnswerOfAPhoneMayBeToldInACall() {
        alice(Map.of("announce_conn_type", "established"));
        calls("sip:bob@example.org");
        b2bua.refuses(b2bua.expects("INVITE"), 486, "Busy Here");
        hearsInACall("callee_busy", 486, "Busy Here");
    }

    private void hearsInACall(String handle, int status, String reason) {
        SipMessage asked = app.expects("INVITE");                               // P ── INVITE ─▶ M
        assertThat(asked.header("P-App-Param").orElseThrow()).startsWith("conn_type=established;").contains("audio_id=" + file(handle) + ";", "fr_code=" + status);
        assertThat(asked.headers("Record-Route").getFirst()).startsWith("<sip:127.0.0.1:5062;lr;ftag=a1");
        app.answersWithSdp(asked, 200, "OK", "m1");                             // P ◀─  200  ─── M
        assertThat(ProxyLadder.body(lb.expects(200))).startsWith("relayed ");   // L ◀─  200  ─── P
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.sipCode()).as("nobody pays for that").isEqualTo(status);
            assertThat(record.sipReason()).isEqualTo(reason);
        });
        assertThat(ladder.relay.log).doesNotContain("delete c1");
        lb.sends(ladder.inDialog("BYE", "c1", 9, "m1").requestUri("sip:127.0.0.1:5070"));
        app.answers(app.expects("BYE"), 200, "OK", "m1");
        lb.expects(200);
        assertThat(ladder.records).as("it has its record").hasSize(1);
        assertThat(ladder.relay.log).contains("delete c1");
        ladder.isIdle();
    }

    @Test void whoAnswersHearsAnAnnouncementBeforeTheCaller() {
        account("bob", "431002", Map.of("play_announce_to_callee", "1"));
        calls("sip:bob@example.org");
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.relay.log).endsWith("answer a1>s1", "sound " + file("announce_to_callee") + " to s1");
        b2bua.answersWithSdp(invite, 200, "OK", "s2");                          // P ◀─  200  ─── S   of another fork
        lb.expects(200);
        assertThat(ladder.relay.log).filteredOn(entry -> entry.startsWith("sound")).as("it is heard once").hasSize(1);
        app.expectsNothing();
    }

    @Test void theCallersWishCountsWithoutTheCalleesAndARelayThatCannotPlayIsNoHindrance() {
        alice(Map.of("play_announce_to_callee", "1"));
        ladder.relay.refusal = java.util.Optional.of("sound");
        calls("sip:bob@example.org");
        b2bua.answersWithSdp(b2bua.expects("INVITE"), 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.relay.log).endsWith("sound " + file("announce_to_callee") + " to s1");
    }

    /** Phones that have played early media may make no tone of their own. */
    @Test void afterAnAnnouncementTheCallerHearsARingbackToneUntilTheAnswer() {
        SipMessage invite = isCalledAfterAnAnnouncement();
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        assertThat(ladder.relay.log).endsWith("sound " + file("ringback_tone") + " to a1 again and again");
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        assertThat(ladder.relay.log).endsWith("sound " + file("ringback_tone") + " to a1 again and again");
        assertThat(ladder.relay.log.stream().filter(entry -> entry.startsWith("sound"))).hasSize(1);
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.relay.log).endsWith("silence to a1", "answer a1>s1");
    }

    /** Bob, whose callers hear our ringback tone. @return what the callee's leg gets */
    private SipMessage isCalledAfterAnAnnouncement() {
        account("bob", "431002", Map.of("play_announce_before_call_setup", "1", "play_emulated_ringback_tone", "1"));
        calls("sip:bob@example.org");
        SipMessage asked = hearsBeforeCall("audio_id=" + file("announce_before_call_setup"));
        app.answers(asked, 301, "Message Ended", "m1");
        app.expects("ACK");
        return b2bua.expects("INVITE");
    }

    @Test void theRingbackToneEndsWhereThePhoneHasMediaOfItsOwn() {
        SipMessage invite = isCalledAfterAnAnnouncement();
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        b2bua.answersWithSdp(invite, 183, "Session Progress", "s1");
        lb.expects(183);
        assertThat(ladder.relay.log).endsWith("silence to a1", "answer a1>s1");
    }

    @Test void whereThePhoneHasMediaOfItsOwnNoRingbackToneComesOverThem() {
        SipMessage invite = isCalledAfterAnAnnouncement();
        b2bua.answersWithSdp(invite, 183, "Session Progress", "s1");
        lb.expects(183);
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        assertThat(ladder.relay.log).noneMatch(entry -> entry.startsWith("sound"));
    }

    @Test void withoutAnAnnouncementPhonesMakeTheirOwnRingbackTone() {
        account("bob", "431002", Map.of("play_emulated_ringback_tone", "1"));
        calls("sip:bob@example.org");
        b2bua.answers(b2bua.expects("INVITE"), 180, "Ringing", "s1");
        lb.expects(180);
        assertThat(ladder.relay.log).noneMatch(entry -> entry.startsWith("sound"));
    }

    @Test void whoAnswersHearsTheCallerAtOnceWithoutTheSetting() {
        calls("sip:bob@example.org");
        b2bua.answersWithSdp(b2bua.expects("INVITE"), 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.relay.log).noneMatch(entry -> entry.startsWith("sound"));
    }

    @Test void withoutASoundTheRefusalComesAtOnce() {
        ladder.tables.sounds.put(5, new SoundSet(Map.of("block_out", 1)));
        account("bob", "431002", Map.of("block_in_list", "431001"));
        calls("sip:bob@example.org");
        assertThat(lb.expects(403).reason()).isEqualTo("Blocked by Callee");
        app.expectsNothing();
    }

    @ParameterizedTest
    @CsvSource({"lock, 2, locked_out, 403, Caller locked", "allowed_ips, 10.0.0.1, unauth_caller_ip, 403, Unauthorized IP detected",
        "block_out_list, 431002, block_out, 403, Blocked by Caller", "adm_block_out_list, 431002, block_out, 403, Blocked by Admin"})
    void callersHearWhatTheirOwnSettingsRefuse(String preference, String value, String handle, int status, String reason) {
        alice(Map.of(preference, value));
        calls("sip:431002@example.org");
        app.answers(hearsRefusal(handle, status, reason), status, reason, "m1");
        app.expects("ACK");
        assertThat(lb.expects(status).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"adm_block_in_list, 431001, block_in, 403, Blocked by Admin", "lock, 3, locked_in, 403, Callee locked", "dnd, 1, callee_dnd, 486, Busy"})
    void callersHearWhatTheCalleesSettingsRefuse(String preference, String value, String handle, int status, String reason) {
        account("bob", "431002", Map.of(preference, value));
        calls("sip:bob@example.org");
        app.answers(hearsRefusal(handle, status, reason), status, reason, "m1");
        app.expects("ACK");
        assertThat(lb.expects(status).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"sip:carol@example.org, callee_offline, 480, Offline", "sip:4399@example.org, callee_unknown, 404, Not Found",
        "sip:*1@example.org, invalid_speeddial, 484, Speed-Dial slot empty",
        "sip:*80*1234*431002@example.org, block_override_pin_wrong, 403, Incorrect Override PIN"})
    void callersHearThatNobodyIsThere(String uri, String handle, int status, String reason) {
        account("carol", "431003", Map.of());
        calls(uri);
        app.answers(hearsRefusal(handle, status, reason), status, reason, "m1");
        app.expects("ACK");
        assertThat(lb.expects(status).reason()).isEqualTo(reason);
    }

    @Test void theCalleesOwnSoundSetCountsForWhatTheCalleeDecides() {
        ladder.tables.sounds.put(6, new SoundSet(Map.of("callee_offline", 66)));
        account("carol", "431003", Map.of("sound_set", "6"));
        calls("sip:carol@example.org");
        assertThat(app.expects("INVITE").header("P-App-Param").orElseThrow()).contains("audio_id=66;");
    }

    @Test void theSoundSetOfACustomerCountsWithoutAnother() {
        ladder.accounts.add("alice", "431001", Map.of("contract_sound_set", List.of("5")));
        calls("sip:4399@example.org");
        hearsRefusal("callee_unknown", 404, "Not Found");
    }

    @ParameterizedTest
    @CsvSource({"'supported, gated', sendrecv", "'supported, recvonly', sendonly", "supported, sendrecv"})
    void theCallersEarlyMediaAreGranted(String wanted, String granted) {
        calls("sip:4399@example.org", "P-Early-Media: " + wanted);
        app.answersWithSdp(app.expects("INVITE"), 183, "Progress", "m1");
        assertThat(lb.expects(183).header("P-Early-Media")).contains(granted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-Early-Media: supported, sendonly", "P-Early-Media: supported, inactive", "Require: 100rel"})
    void whoWouldNotHearItIsRefusedAtOnce(String header) {
        calls("sip:4399@example.org", header);
        lb.expects(404);
        app.expectsNothing();
    }

    @ParameterizedTest
    @CsvSource({"supported, '', sendrecv", "'supported, recvonly', '', sendonly", "'supported, sendonly', '', recvonly", "'supported, inactive', '', inactive",
        "supported, inactive, inactive"})
    void aRingingCalleesEarlyMediaAreGrantedUnlessItsNetworkSaysSo(String wanted, String said, String granted) {
        calls("sip:bob@example.org", "P-Early-Media: " + wanted);
        SipMessage ringing = ProxyLadder.response(b2bua.expects("INVITE"), 180, "Ringing", "s1");
        if (!said.isEmpty()) {
            ringing.add("P-Early-Media", said);
        }
        b2bua.sends(ringing);
        assertThat(lb.expects(180).headers("P-Early-Media")).containsExactly(granted);
    }

    @Test void aCallerWhoSaysNothingOfEarlyMediaIsToldNothingOfThem() {
        calls("sip:4399@example.org");
        app.answersWithSdp(app.expects("INVITE"), 183, "Progress", "m1");
        assertThat(lb.expects(183).has("P-Early-Media")).isFalse();
    }

    @Test void whoGivesUpMeanwhileIsGone() {
        SipMessage invite = calls("sip:4399@example.org");
        SipMessage asked = hearsRefusal("callee_unknown", 404, "Not Found");
        lb.sends(cancelFor(invite));
        lb.expects(200);
        SipMessage cancel = app.expects("CANCEL");
        app.answers(cancel, 200, "OK", "m1");
        app.answers(asked, 487, "Request Terminated", "m1");
        app.expects("ACK");
        assertThat(lb.expects(487).reason()).isEqualTo("Request terminated");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(487));
        ladder.isIdle();
    }

    @Test void withoutTheAppServerTheRefusalComesAllTheSame() {
        calls("sip:4399@example.org");
        app.expects("INVITE");
        ladder.time.passes(Duration.ofSeconds(9));
        lb.expects(404);
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(404));
        ladder.isIdle();
    }

    @Test void withoutTheRelayTheRefusalComesAllTheSame() {
        ladder.relay.refusal = java.util.Optional.of("offer");
        calls("sip:4399@example.org");
        lb.expects(404);
        app.expectsNothing();
    }

    private void ringsAfter(SipMessage asked) {
        app.answers(asked, 301, "Message Ended", "m1");                         // P ◀─  301  ─── M
        app.expects("ACK");
        lb.expectsNothing();
        SipMessage invite = b2bua.expects("INVITE");                            // P ── INVITE ─▶ S
        assertThat(invite.requestUri()).startsWith("sip:bob@example.org");
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);                                                        // L ◀─  180  ─── P
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(200));
        assertThat(ladder.relay.log).doesNotContain("delete c1");
    }

    @Test void anAnnouncementIsPlayedBeforeTheCallIsSetUp() {
        account("bob", "431002", Map.of("play_announce_before_call_setup", "1"));
        calls("sip:bob@example.org");
        ringsAfter(hearsBeforeCall("audio_id=" + file("announce_before_call_setup")));
    }

    @Test void theCallersOwnAnnouncementIsPlayedToIt() {
        alice(Map.of("play_announce_before_call_setup", "1"));
        calls("sip:bob@example.org");
        ringsAfter(hearsBeforeCall("audio_id=" + file("announce_before_call_setup")));
    }

    @ParameterizedTest
    @CsvSource({"always, 1, true", "internal_calls_only, 1, true", "external_calls_only, 1, false", "never, 1, false", "always, 0, false", "always, 3, true"})
    void recordedCallsAreAnnounced(String which, String recorded, boolean played) {
        account("bob", "431002", Map.of("play_announce_before_recording", which, "record_call", recorded));
        calls("sip:bob@example.org");
        if (played) {
            ringsAfter(hearsBeforeCall("audio_id=" + file("announce_before_recording")));
        } else {
            app.expectsNothing();
            b2bua.expects("INVITE");
        }
    }

    @Test void bothAnnouncementsArePlayedOneAfterTheOther() {
        account("bob", "431002", Map.of("play_announce_before_recording", "always", "record_call", "1", "play_announce_before_call_setup", "1"));
        calls("sip:bob@example.org");
        ringsAfter(hearsBeforeCall("audio_id=" + file("announce_before_call_setup") + ";audio2_id=" + file("announce_before_recording")));
    }

    @Test void whoGivesUpBeforeTheCallIsSetUpHasNotCalled() {
        account("bob", "431002", Map.of("play_announce_before_call_setup", "1"));
        SipMessage invite = calls("sip:bob@example.org");
        SipMessage asked = hearsBeforeCall("audio_id=" + file("announce_before_call_setup"));
        lb.sends(cancelFor(invite));
        lb.expects(200);
        app.answers(app.expects("CANCEL"), 200, "OK", "m1");
        app.answers(asked, 487, "Request Terminated", "m1");
        app.expects("ACK");
        assertThat(lb.expects(487).reason()).isEqualTo("Request terminated");
        b2bua.expectsNothing();
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(487));
        ladder.isIdle();
    }

    @Test void anAnnouncementIsPlayedBeforeACallIsForwarded() {
        account("carol", "431003", Map.of());
        new ForwardSettings(ladder, "carol", "431003").prefers("sound_set", "5").prefers("play_announce_before_cf", "1")
                .forwards(ForwardType.CFU, "sip:bob@example.org");
        calls("sip:carol@example.org");
        SipMessage asked = hearsBeforeCall("audio_id=" + file("announce_before_cf"));
        app.answers(asked, 301, "Message Ended", "m1");
        app.expects("ACK");
        assertThat(b2bua.expects("INVITE").requestUri()).startsWith("sip:bob@example.org");
    }
}
