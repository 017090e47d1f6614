package io.tandem.proxy.ladder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.pattern.Wildcard;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.UpnRewriting;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the callee sees of the caller, and how numbers are rewritten in all directions (signalling.md §2.9, §2.14). */
class IdentityLadderTest {
    private static final RewriteRuleSet AUSTRIA = new RewriteRuleSet(Map.of(
            RewriteList.CALLER_IN, List.of(new RewriteRule("^0([1-9]\\d+)$", "${caller_cc}\\1")),
            RewriteList.CALLEE_IN, List.of(new RewriteRule("^00([1-9]\\d+)$", "\\1"), new RewriteRule("^0([1-9]\\d+)$", "${caller_cc}\\1"),
                    new RewriteRule("^(\\d{3})$", "${caller_cc}${caller_ac}\\1")),
            RewriteList.CALLER_OUT, List.of(new RewriteRule("^${callee_cc}(\\d+)$", "0\\1")),
            RewriteList.CALLEE_OUT, List.of(new RewriteRule("^(\\d+)$", "+\\1"))));
    private final ProxyLadder ladder = new ProxyLadder();

    private void alice(Map<String, String> preferences) {
        ladder.accounts.add("alice", "431001", lists(preferences));
    }

    private void bob(Map<String, String> preferences) {
        ladder.accounts.add("bob", "431002", lists(preferences));
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private static Map<String, List<String>> lists(Map<String, String> preferences) {
        Map<String, List<String>> lists = new HashMap<>();
        preferences.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }

    /** The INVITE that the B2BUA gets. */
    private SipMessage legA(SipMessage invite) {
        ladder.authenticated(invite, "alice", "secret-alice");  // L ── INVITE ─▶ P, 100, 407, ACK, INVITE with credentials
        ladder.lb.expects(100);                                 // L ◀─  100  ─── P
        return ladder.b2bua.expects("INVITE");                  // P ── INVITE ─▶ S
    }

    @Test void recordsKnowTheAddressThatAHeaderNamesAndWhatUsersTellEachOther() {
        alice(Map.of("ip_header", "X-Real-IP"));
        bob(Map.of());
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).add("X-Real-IP", "203.0.113.7").add("User-to-User", "3031;encoding=hex"));
        ladder.b2bua.refuses(invite, 486, "Busy Here");
        ladder.lb.expects(486);
        assertThat(ladder.records.getLast().srcLeg()).contains("\"ip\":\"203.0.113.7\"", "\"u2u\":\"3031;encoding=hex\"");
    }

    @Test void phonesAreToldHowToRing() {
        alice(Map.of());
        bob(Map.of("alert_info_type", "internal_external", "alert_info_url", "http://tones.example/1.wav"));
        SipMessage internal = legA(ladder.invite("sip:bob@example.org", "c1", 1).add("Alert-Info", "<http://elsewhere.example/loud.wav>"));
        assertThat(internal.headers("Alert-Info")).containsExactly("<urn:alert:source:internal>");
        bob(Map.of("alert_info_type", "url", "alert_info_url", "http://tones.example/1.wav"));
        assertThat(legA(ladder.invite("sip:bob@example.org", "c2", 1)).headers("Alert-Info")).containsExactly("<http://tones.example/1.wav>");
        bob(Map.of("alert_info_type", "url", "alert_info_url", "no url>"));
        assertThat(legA(ladder.invite("sip:bob@example.org", "c3", 1)).has("Alert-Info")).isFalse();
    }

    @Test void aNumberInTheDisplayNameIsShownWhenItIsAllowed() {
        alice(Map.of("inbound_upn", "from_display", "allowed_clis", "4366*"));
        bob(Map.of());
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).set("From", "\"436612\" <sip:alice@example.org>;tag=a1"));
        assertThat(invite.header("P-App-From")).contains("\"436612\" <sip:436612@example.org>");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
    }

    @Test void aNumberThatIsNotAllowedBecomesUserCli() {
        alice(Map.of("inbound_upn", "from_display", "allowed_clis", "4366*", "user_cli", "4312345"));
        bob(Map.of());
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).set("From", "\"4377\" <sip:alice@example.org>;tag=a1"));
        assertThat(invite.header("P-App-From")).as("nor in the display name").contains("<sip:4312345@example.org>");
    }

    @Test void aNameBesideTheNumberStays() {
        alice(Map.of("inbound_upn", "from_display", "user_cli", "4312345"));
        bob(Map.of());
        assertThat(legA(ladder.invite("sip:bob@example.org", "c1", 1)).header("P-App-From")).contains("\"Alice\" <sip:4312345@example.org>");
    }

    @ParameterizedTest
    @CsvSource({
        // preference, value, user part of From: what is shown, what is asserted
        "allowed_clis, 4366*, 436612, 436612, 431001", "allowed_clis, 4366*, 4377, 431001, 431001", "user_cli, 4312345, 4377, 4312345, 431001",
        "clip_no_screening, 1, +4377, +4377, 431001", "extension_in_npn, 1, 43100155, 43100155, 43100155", "extension_in_npn, 1, 431002, 431001, 431001",
        "allowed_clis_reject_policy, override_by_clir, 4377, anonymous, 431001"})
    void aNumberInFromIsScreened(String preference, String value, String user, String shown, String asserted) {
        alice(Map.of(preference, value));
        bob(Map.of());
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).set("From", "<sip:" + user + "@example.org>;tag=a1"));
        assertThat(invite.header("P-App-From").orElseThrow()).contains("<sip:" + shown + "@");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:" + asserted + "@example.org>");
        ladder.b2bua.answers(invite, 486, "Busy Here", "s1");
        ladder.b2bua.expects("ACK");
        assertThat(ladder.lb.expects(486).from().uri().decodedUser()).as("the caller's own From comes back").contains(user);
        assertThat(ladder.records.getLast().srcUser()).isEqualTo("alice");
    }

    /** The user part of From, what a set is for, what it writes; then what is shown. */
    @ParameterizedTest
    @CsvSource({"4377, 43*, 439999, 439999", "05551, 4355*, 439999, 439999", "4377, 44*, 439999, 431001", "4377, 4[0-3]??, 439999, 439999",
        "431001, 431001, 439999, 439999"})
    void aProvidedNumberIsRewrittenByTheCallersSetAndNotScreened(String user, String source, String newCli, String shown) {
        ladder.tables.rewrites.put(1, AUSTRIA);
        alice(Map.of("upn_rewrite_id", "1", "rewrite_rule_set", "1", "cc", "43", "ac", "1", "allowed_clis_reject_policy", "override_by_usernpn"));
        ladder.tables.upns.put(ladder.accounts.byUsername("alice", "example.org").toCompletableFuture().join().orElseThrow().id(), new UpnRewriting(List.of(
                new UpnRewriting.Set("430000", List.of()), new UpnRewriting.Set(newCli, List.of(new Wildcard("none"), new Wildcard(source))),
                new UpnRewriting.Set("438888", List.of(new Wildcard(source))))));
        bob(Map.of());
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).set("From", "<sip:" + user + "@example.org>;tag=a1"));
        assertThat(invite.header("P-App-From").orElseThrow()).contains("<sip:" + shown + "@");
        assertThat(invite.header("P-Asserted-Identity")).as("the network number stays").contains("<sip:431001@example.org>");
    }

    @Test void whoBlocksARewrittenNumberBlocksItAsItIsShown() {
        alice(Map.of("upn_rewrite_id", "1", "upn_block_list", "4377"));
        ladder.tables.upns.put(1, new UpnRewriting(List.of(new UpnRewriting.Set("4377", List.of(new Wildcard("55*"))))));
        bob(Map.of());
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1).set("From", "<sip:551@example.org>;tag=a1"), "alice", "secret-alice");
        ladder.lb.expects(100);
        assertThat(ladder.lb.expects(403).reason()).isEqualTo("Blocked by Caller");
    }

    @Test void aNumberInFromThatIsNotAllowedIsForbiddenByPolicy() {
        alice(Map.of("allowed_clis", "4366*", "allowed_clis_reject_policy", "reject"));
        bob(Map.of());
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1).set("From", "<sip:4377@example.org>;tag=a1"), "alice", "secret-alice");
        ladder.lb.expects(100);
        assertThat(ladder.lb.expects(403).reason()).isEqualTo("Forbidden");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(403));
        ladder.isIdle();
    }

    @Test void aHiddenCallerIsAnonymousAndItsRecordIsNot() {
        alice(Map.of("clir", "1"));
        bob(Map.of());
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1));
        assertThat(invite.header("P-App-From")).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(invite.header("Privacy")).contains("id");
        ladder.b2bua.answers(invite, 486, "Busy Here", "s1");
        ladder.b2bua.expects("ACK");
        ladder.lb.expects(486);
        assertThat(ladder.records.getFirst().srcLeg()).contains("\"clir\":1", "\"cli\":\"431001\"", "\"cli_out\":\"anonymous\"");
    }

    @ParameterizedTest
    @CsvSource({"P-Preferred-Identity, <sip:alice@example.org>", "P-Asserted-Identity, <sip:alice@example.org>", "P-Preferred-Identity, <", "Subject, none"})
    void aCallerWhoseFromIsNobodysIsChallengedInTheDomainThatItNamesElsewhere(String header, String value) {
        alice(Map.of());
        bob(Map.of());
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).set("From", "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=a1")
                .set(header, value));
        assertThat(invite.header("P-App-From")).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(invite.header("Privacy")).contains("id");
    }

    @Test void noPhoneGetsTheAssertedIdentityOfAHiddenCaller() {
        bob(Map.of());
        SipMessage legB = ladder.request("INVITE", "sip:bob@example.org", "c1_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1")
                .add("P-Asserted-Identity", "<sip:431001@example.org>");
        ladder.b2bua.sends(legB.copy().add("Privacy", "id"));   // S ── INVITE ─▶ P
        ladder.b2bua.expects(100);
        assertThat(ladder.lb.expects("INVITE").has("P-Asserted-Identity")).isFalse();
        ladder.b2bua.sends(legB.copy().set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-other").set("Call-ID", "c2_pbx-1"));
        ladder.b2bua.expects(100);
        assertThat(ladder.lb.expects("INVITE").header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
    }

    @Test void authoritiesSeeHiddenCallers() {
        bob(Map.of("clir_override", "1"));
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).add("Privacy", "id"));
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:431001@example.org>");
        assertThat(invite.has("Privacy")).isFalse();
    }

    @Test void paiAndPpiFollowTheCallee() {
        bob(Map.of("outbound_pai_user", "none", "outbound_ppi_user", "auth_user"));
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).add("P-Preferred-Identity", "<sip:me@example.org>")
                .add("P-Asserted-Identity", "<sip:forged@example.org>"));
        assertThat(invite.has("P-Asserted-Identity")).isFalse();
        assertThat(invite.headers("P-Preferred-Identity")).containsExactly("<sip:alice@example.org>");
    }

    @Test void numbersAreMadeNormalOnTheWayInAndLocalOnTheWayOut() {
        ladder.tables.rewrites.put(5, AUSTRIA);
        alice(Map.of("rewrite_rule_set", "5", "cc", "43", "ac", "1", "cli", "431001", "allowed_clis", "436*"));
        bob(Map.of("rewrite_rule_set", "5", "cc", "43", "ac", "1", "outbound_to_user", "rcvd_to"));
        for (String dialled : List.of("002", "01002", "00431002")) {
            SipMessage invite = legA(ladder.invite("sip:" + dialled + "@example.org", dialled, 1));
            assertThat(invite.header("P-Asserted-Identity")).contains("<sip:01001@example.org>");
            assertThat(invite.header("P-App-To").orElseThrow()).isEqualTo("<sip:+" + dialled + "@example.org>");
            ladder.b2bua.answers(invite, 486, "Busy Here", "s1");
            ladder.b2bua.expects("ACK");
            ladder.lb.expects(486);
            assertThat(ladder.records.getLast().dstLeg()).contains("\"dialed\":\"" + dialled + "\"", "\"u_in\":\"431002\"", "\"u\":\"bob\"");
        }
    }

    @Test void theNumberThatACallerShowsIsNormalBeforeItIsChecked() {
        ladder.tables.rewrites.put(5, AUSTRIA);
        alice(Map.of("rewrite_rule_set", "5", "cc", "43", "inbound_upn", "ppi_user", "allowed_clis", "4366*"));
        bob(Map.of());
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).add("P-Preferred-Identity", "<sip:06612@example.org>"));
        assertThat(invite.header("P-App-From").orElseThrow()).contains("<sip:436612@example.org>");
    }

    @ParameterizedTest
    @CsvSource({"'', '', 431001", "emergency_upn, upn, 436612", "emergency_upn, npn, 431001", "emergency_cli, 4311999, 4311999"})
    void emergencyCallsShowANumberThatCanBeCalledBack(String attribute, String value, String shown) {
        ladder.tables.rewrites.put(6, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^112$", "emergency_112")))));
        Map<String, String> preferences = new HashMap<>(Map.of("rewrite_rule_set", "6", "inbound_upn", "ppi_user", "allowed_clis", "4366*"));
        if (!attribute.isEmpty()) {
            preferences.put(attribute, value);
        }
        alice(preferences);
        ladder.accounts.add("emergency_112", "4399", Map.of());
        ladder.registered("emergency_112", "sip:help@192.0.2.9:5060");
        SipMessage invite = legA(ladder.invite("sip:112@example.org", "c1", 1).add("P-Preferred-Identity", "<sip:436612@example.org>"));
        assertThat(invite.header("P-App-From").orElseThrow()).contains("<sip:" + shown + "@example.org>");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(invite.header("P-App-Param")).contains("calltimer=21600;emergency=1;sst_enable=no;aleg_sst_enable=no");
    }

    @Test void toIsWhatTheCalleeWants() {
        Map<String, String> expected = Map.of("callee", "bob", "rcvd_to", "431002", "orig_callee", "431002", "pbx_extension", "22");
        expected.forEach((choice, user) -> {
            bob(Map.of("outbound_to_user", choice, "cloud_pbx_ext", "22", "outbound_to_user_is_phone", "1"));
            assertThat(legA(ladder.invite("sip:431002@example.org", choice, 1)).header("P-App-To")).contains("<sip:" + user + "@example.org;user=phone>");
        });
    }

    @Test void namesBesideTheNumbersAreThoseThatTheCalleeWants() {
        alice(Map.of("display_name", "Alice A."));
        bob(Map.of("outbound_from_display", "np_display", "outbound_pai_display", "auth_user", "outbound_from_user_is_phone", "1"));
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1));
        assertThat(invite.header("P-App-From")).contains("\"Alice A.\" <sip:431001@example.org;user=phone>");
        assertThat(invite.header("P-Asserted-Identity")).contains("\"alice\" <sip:431001@example.org>");
    }

    @ParameterizedTest
    @CsvSource({
        // inbound_uprn of the caller: number in the Diversion header that the callee gets
        "npn, 431001", "upn, 4366111", "diversion, 4377002", "npn_diversion, 4377002", "original/npn, 4377001", "original/upn, 4377001"})
    void whoHasForwardedACallThatComesForwardedIsReadWhereTheCallerSaysSo(String source, String number) {
        alice(Map.of("inbound_uprn", source, "allowed_clis", "4366*"));
        bob(Map.of("outbound_diversion", "uprn"));
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).set("From", "<sip:4366111@example.org>;tag=a1")
                .add("Diversion", "<sip:4377002@pbx.example>;reason=unconditional").add("Diversion", "<sip:4377001@pbx.example>;reason=user-busy"));
        assertThat(invite.headers("Diversion")).containsExactly("<sip:" + number + "@example.org>;reason=unconditional;privacy=off;counter=1");
    }

    @ParameterizedTest
    @CsvSource({"no, 431001", "yes, 4377", "diversion, 4377", "historyinfo, 431001", "check_aliases, 431001", "check_allowed_clis, 4377"})
    void aForeignNumberOfACallThatComesForwardedIsShownIfThatIsPermitted(String check, String shown) {
        alice(Map.of("skip_upn_check_on_diversion", check, "allowed_clis", "4366*"));
        bob(Map.of());
        SipMessage invite = legA(ladder.invite("sip:bob@example.org", "c1", 1).set("From", "<sip:4377@example.org>;tag=a1")
                .add("Diversion", "<sip:4366111@pbx.example>;reason=unconditional"));
        assertThat(invite.header("P-App-From")).contains("<sip:" + shown + "@example.org>");
    }

    @Test void telUrisAreNumbersOfTheCallersDomain() {
        bob(Map.of());
        assertThat(legA(ladder.invite("tel:+43-1002", "c1", 1)).requestUri()).isEqualTo("sip:bob@example.org");
    }
}
