package io.tandem.proxy.ladder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.proxy.ladder.ForwardSettings.peer;
import static org.assertj.core.api.Assertions.assertThat;

/** Extensions, device ids, managers and secretaries (signalling.md §3.10): Alice, 43100 with extension 11, and colleagues; leg A from the load balancer (L)
 * through the proxy (P) to the B2BUA (S). */
class PbxLadderTest {
    private static final Map<String, List<String>> PBX = Map.of("cloud_pbx", List.of("1"), "cloud_pbx_base_cli", List.of("43100"));
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;
    private int legsB;

    PbxLadderTest() {
        seat("alice", "11", Map.of());
        seat("bob", "12", Map.of());
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private void seat(String name, String extension, Map<String, List<String>> more, Alias... aliases) {
        Map<String, List<String>> preferences = new HashMap<>(PBX);
        preferences.put("cloud_pbx_ext", List.of(extension));
        preferences.put("cli", List.of("43100" + extension));
        preferences.putAll(more);
        ladder.accounts.add(name, "43100" + extension, SubscriberStatus.ACTIVE, preferences, List.of(aliases));
    }

    private SipMessage calls(String user) {
        ladder.authenticated(ladder.invite("sip:" + user + "@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        return b2bua.expects("INVITE");
    }

    private void refused(String user, int status) {
        ladder.authenticated(ladder.invite("sip:" + user + "@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        lb.expects(status);
        b2bua.expectsNothing();
    }

    private void answered(SipMessage invite) {
        b2bua.answersWithSdp(invite, 200, "OK", "s9");
        lb.expects(200);
    }

    private List<String> records() {
        return ladder.records.stream().map(ForwardSettings::describe).toList();
    }

    @Test void anExtensionRingsAColleagueAndRepliesShowIt() {
        SipMessage invite = calls("12");
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        assertThat(invite.header("P-App-From")).as("colleagues see the extension").contains("\"Alice\" <sip:11@example.org>");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:11@example.org>");
        b2bua.answers(invite, 180, "Ringing", "s1");
        assertThat(lb.expects(180).header("P-Asserted-Identity")).contains("<sip:12@example.org>");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        assertThat(lb.expects(200).header("P-Asserted-Identity")).contains("<sip:12@example.org>");
        AccountingRecord record = ladder.records.getFirst();
        assertThat(ForwardSettings.describe(record)).isEqualTo("call alice>bob dialled 12 200");
        assertThat(record.dstLeg()).contains("\"u_in\":\"4310012\"");
        assertThat(record.srcLeg()).contains("\"cli\":\"4310011\"");
    }

    @Test void anAliasOfAnExtensionRingsItToo() {
        seat("bob", "12", Map.of(), new Alias("431999", false, false, Optional.empty()), new Alias("4310077", false, false, Optional.empty()));
        SipMessage invite = calls("431999");
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        b2bua.answers(invite, 180, "Ringing", "s1");
        assertThat(lb.expects(180).header("P-Asserted-Identity")).contains("<sip:12@example.org>");
        answered(invite);
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"u_in\":\"431999\"");
    }

    @Test void aShortAliasBehindTheBaseNumberIsAnExtension() {
        seat("bob", "12", Map.of(), new Alias("4310077", false, false, Optional.empty()));
        assertThat(calls("77").requestUri()).isEqualTo("sip:bob@example.org");
    }

    @Test void whoeverIsOutsideSeesTheWholeNumber() {
        ladder.tables.peering = peer(1, Map.of());
        assertThat(calls("4366123").header("P-App-From")).contains("\"Alice\" <sip:4310011@example.org>");
    }

    @Test void whoHidesIsShownToColleaguesUnlessItHidesFromThemToo() {
        seat("alice", "11", Map.of("clir", List.of("1")));
        SipMessage shown = calls("12");
        assertThat(shown.header("P-App-From")).contains("\"Alice\" <sip:11@example.org>");
        assertThat(shown.has("Privacy")).isFalse();
        b2bua.refuses(shown, 486, "Busy Here");
        lb.expects(486);
        seat("alice", "11", Map.of("clir", List.of("1"), "clir_intrapbx", List.of("1")));
        ladder.authenticated(ladder.invite("sip:12@example.org", "c2", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage hidden = b2bua.expects("INVITE");
        assertThat(hidden.header("P-App-From")).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(hidden.header("Privacy")).contains("id");
    }

    @Test void colrHidesTheExtensionThatRings() {
        seat("bob", "12", Map.of("colr", List.of("1")));
        SipMessage invite = calls("12");
        b2bua.answers(invite, 180, "Ringing", "s1");
        assertThat(lb.expects(180).header("P-Asserted-Identity")).isEmpty();
    }

    @ParameterizedTest @ValueSource(strings = {"99", "1"})
    void anExtensionThatNobodyHasGoesOnAsItIs(String user) {
        refused(user, 404);
    }

    @Test void someElsesExtensionIsNoExtension() {
        ladder.accounts.add("alice", "431001", Map.of("cloud_pbx", List.of("1")));
        refused("12", 404);
    }

    @Test void aDeviceIdHasRegistrationsOfItsOwnAndRecordsTellWhoAnswered() {
        seat("bob", "12", Map.of(), new Alias("bobdesk", false, true, Optional.empty()));
        ladder.registered("bobdesk", "sip:bobdesk@192.0.2.9:5062");
        SipMessage legA = calls("bobdesk");
        SipMessage legB = SipMessage.request("INVITE", legA.requestUri()).header("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1")
                .header("From", "<sip:11@example.org>;tag=b1").header("To", "<sip:bobdesk@example.org>").header("Call-ID", "c1_pbx-1")
                .header("CSeq", "10 INVITE").header("Max-Forwards", "70").header("Contact", "<sip:127.0.0.1:5080>").build();
        b2bua.sends(ProxyLadder.withSdp(legB));
        b2bua.expects(100);
        SipMessage desk = lb.expects("INVITE");
        assertThat(desk.requestUri()).isEqualTo("sip:bobdesk@192.0.2.9:5062");
        lb.expectsNothing();
        lb.sends(ProxyLadder.withSdp(ProxyLadder.response(desk, 200, "OK", "t1").add("User-Agent", "Desk Phone 7")));
        b2bua.expects(200);
        answered(legA);
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"r_user\":\"bobdesk\"", "\"r_ua\":\"Desk Phone 7\"", "\"hg_ext_response\":\"\"");
    }

    @Test void allDevicesRingWithTheSubscriberThatWantsIt() {
        Alias desk = new Alias("doradesk", false, true, Optional.empty());
        seat("dora", "14", Map.of("lookup_all_registrations", List.of("1")), desk, new Alias("doracell", false, true, Optional.empty()));
        ladder.registered("doradesk", "sip:doradesk@192.0.2.9:5062");
        assertThat(phones("14")).as("of those that are registered").containsExactly("sip:doradesk@192.0.2.9:5062");
        ladder.registered("dora", "sip:dora@192.0.2.9:5060");
        assertThat(phones("14")).containsExactly("sip:dora@192.0.2.9:5060", "sip:doradesk@192.0.2.9:5062");
        assertThat(phones("doradesk")).as("a device that is called by its name").containsExactly("sip:doradesk@192.0.2.9:5062");
        seat("dora", "14", Map.of(), desk);
        assertThat(phones("14")).containsExactly("sip:dora@192.0.2.9:5060");
    }

    /** Contacts that are asked in a call. */
    private List<String> phones(String user) {
        String call = "d" + ++legsB;
        ladder.calls("sip:" + user + "@example.org", call);
        String target = b2bua.expects("INVITE").requestUri();
        b2bua.sends(ladder.request("INVITE", target, call + "_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-" + call));
        b2bua.expects(100);
        List<String> asked = new ArrayList<>();
        while (lb.hasMail()) {
            asked.add(lb.expects("INVITE").requestUri());
        }
        return asked;
    }

    private ForwardSettings manager() {
        ladder.accounts.add("carol", "431003", Map.of());
        ladder.accounts.add("dave", "431004", Map.of());
        ladder.registered("carol", "sip:carol@192.0.2.9:5060");
        ladder.registered("dave", "sip:dave@192.0.2.9:5060");
        return new ForwardSettings(ladder, "bob", "431002").prefers("secretary_numbers", "431003", "431004");
    }

    @Test void callsToTheManagerGoToTheSecretariesInTurn() {
        manager().prefers("manager_secretary", "1");
        SipMessage first = calls("bob");
        assertThat(first.requestUri()).isEqualTo("sip:carol@example.org");
        b2bua.answers(first, 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        SipMessage second = b2bua.expects("INVITE");
        assertThat(second.requestUri()).isEqualTo("sip:dave@example.org");
        answered(second);
        assertThat(records()).containsExactly("cfu bob>carol dialled 431003 486", "call alice>bob dialled bob 200", "cfu bob>dave dialled 431004 200");
        assertThat(ladder.records.getLast().dstLeg()).contains("\"d_in\":\"managersecretary.local\"");
    }

    @ParameterizedTest @CsvSource({"true", "false"})
    void callsFromASecretaryReachTheManager(boolean byForward) {
        ForwardSettings bob = manager().prefers("secretary_numbers", "431004", "+4310011").prefers("manager_secretary", byForward ? "0" : "1");
        if (byForward) {
            bob.forwards(ForwardType.CFU, "sip:431002@managersecretary.local");
        }
        SipMessage invite = calls("bob");
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        answered(invite);
        assertThat(records()).containsExactly("call alice>bob dialled bob 200");
    }

    @Test void aForwardMayLeadToTheSecretaries() {
        manager().forwards(ForwardType.CFU, "sip:431002@managersecretary.local");
        SipMessage invite = calls("bob");
        assertThat(invite.requestUri()).isEqualTo("sip:carol@example.org");
        assertThat(invite.header("P-Caller-UUID")).contains("uuid-bob");
        answered(invite);
        assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cfu bob>carol dialled 431003 200");
    }

    @Test void aSecretaryMayForwardTheCallBackToTheManager() {
        manager().prefers("secretary_numbers", "431003").prefers("manager_secretary", "1");
        new ForwardSettings(ladder, "carol", "431003").forwards(ForwardType.CFU, "sip:bob@example.org");
        assertThat(calls("bob").requestUri()).isEqualTo("sip:bob@example.org");
    }

    @Test void aManagerWithoutSecretariesIsRung() {
        manager().prefers("secretary_numbers").prefers("manager_secretary", "1");
        assertThat(calls("bob").requestUri()).isEqualTo("sip:bob@example.org");
    }

    @Test void secretariesWhoAllRefuseRefuseForTheManager() {
        manager().prefers("manager_secretary", "1").prefers("secretary_numbers", "431003");
        SipMessage invite = calls("bob");
        b2bua.answers(invite, 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        lb.expects(486);
        assertThat(records()).containsExactly("call alice>bob dialled bob 486", "cfu bob>carol dialled 431003 486");
    }
}
