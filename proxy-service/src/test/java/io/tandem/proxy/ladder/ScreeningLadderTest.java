package io.tandem.proxy.ladder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.portability.LnpCarrier;
import io.tandem.data.portability.LnpNumber;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls and registrations that are refused after authentication: status, phrase and record (wire-contract.md sections 2 and 3). */
class ScreeningLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;

    private static Map<String, List<String>> set(String... pairs) {
        Map<String, List<String>> set = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            set.put(pairs[i], List.of(pairs[i + 1]));
        }
        return set;
    }

    private void alice(Map<String, List<String>> preferences) {
        ladder.accounts.add("alice", "431001", preferences);
    }

    private void bob(Map<String, List<String>> preferences) {
        ladder.accounts.add("bob", "431002", preferences);
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private void calls(String uri, String callId) {
        ladder.authenticated(ladder.invite(uri, callId, 1), "alice", "secret-alice"); // L ── INVITE ─▶ P, 100, 407, ACK, INVITE with credentials
        lb.expects(100);                                                             // L ◀─  100  ─── P
    }

    private void isRefused(int status, String reason, int sequence) {
        SipMessage refusal = lb.expects(status);                                     // L ◀─  4xx  ─── P
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.header("P-NGCP-Authorized")).contains("1");
        assertThat(ladder.records).hasSize(sequence).last().satisfies(record -> {
            assertThat(record.sipCode()).isEqualTo(status);
            assertThat(record.sipReason()).isEqualTo(reason);
            assertThat(record.srcLeg()).contains("\"uuid\":\"uuid-alice\"");
        });
        assertThat(ladder.relay.log).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "allowed_ips, 192.0.3.0/24, Unauthorized IP detected", "man_allowed_ips, 192.0.2.77, Unauthorized IP detected",
        "ua_filter_list, Test*, Forbidden", "upn_block_list, alice, Blocked by Caller", "allowed_clis_reject_policy, reject, Forbidden",
        "lock, 2, Caller locked", "lock, 3, Caller locked", "lock, 4, Caller locked", "lock, 5, Caller locked",
        "block_out_list, 4310*, Blocked by Caller", "block_out_mode, 1, Blocked by Caller", "adm_block_out_list, 431002, Blocked by Admin"})
    void theCallersOwnSettingsRefuseWith403AndARecord(String attribute, String value, String reason) {
        alice(set(attribute, value));
        bob(Map.of());
        calls("sip:bob@example.org", "c1");
        isRefused(403, reason, 1);
        ladder.isIdle();
    }

    @ParameterizedTest
    @CsvSource({"block_in_list, 4310*, Blocked by Callee", "block_in_mode, 1, Blocked by Callee", "adm_block_in_list, 431001, Blocked by Admin",
        "lock, 3, Callee locked", "lock, 5, Callee locked"})
    void theCalleesSettingsRefuseWith403AndARecord(String attribute, String value, String reason) {
        bob(set(attribute, value));
        calls("sip:bob@example.org", "c1");
        isRefused(403, reason, 1);
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"uuid\":\"uuid-bob\"");
    }

    @Test void anonymousCallersMayBeUnwelcome() {
        bob(set("block_in_clir", "1"));
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1).add("Privacy", "id"), "alice", "secret-alice");
        lb.expects(100);
        isRefused(403, "Blocked by Callee", 1);
        assertThat(ladder.records.getFirst().srcLeg()).contains("\"clir\":1", "\"cli\":\"431001\"");
        calls("sip:bob@example.org", "c2");
        ladder.b2bua.expects("INVITE");
    }

    @Test void administratorsMayKeepAnonymousCallersOff() {
        bob(set("adm_block_in_clir", "1"));
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1).add("Privacy", "id"), "alice", "secret-alice");
        lb.expects(100);
        isRefused(403, "Blocked by Admin", 1);
        calls("sip:bob@example.org", "c2");
        ladder.b2bua.expects("INVITE");
    }

    @Test void theAddressMayStandInAHeader() {
        bob(Map.of());
        alice(set("allowed_ips", "203.0.113.0/24", "allowed_ips_header", "X-Real-IP"));
        calls("sip:bob@example.org", "c1");
        isRefused(403, "Unauthorized IP detected", 1);
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c2", 1).add("X-Real-IP", "203.0.113.7"), "alice", "secret-alice");
        lb.expects(100);
        ladder.b2bua.expects("INVITE");
    }

    @Test void whoIsExemptFromItsListOfAddressesCallsFromAnywhere() {
        bob(Map.of());
        alice(set("allowed_ips", "203.0.113.0/24", "ignore_allowed_ips", "1"));
        calls("sip:bob@example.org", "c1");
        ladder.b2bua.expects("INVITE");
    }

    @Test void aListOfUserAgentsMayNameThoseThatArePermitted() {
        bob(Map.of());
        alice(set("ua_filter_list", "Other*", "ua_filter_mode", "1"));
        calls("sip:bob@example.org", "c1");
        isRefused(403, "Forbidden", 1);
        alice(set("ua_filter_list", "Test*", "ua_filter_mode", "1"));
        calls("sip:bob@example.org", "c2");
        ladder.b2bua.expects("INVITE");
    }

    @Test void aLockedCallerCanStillCallForHelp() {
        ladder.tables.rewrites.put(5, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^112$", "emergency_112")))));
        alice(set("lock", "2", "rewrite_rule_set", "5", "adm_block_out_mode", "1"));
        ladder.accounts.add("emergency_112", "4399", Map.of());
        ladder.registered("emergency_112", "sip:help@192.0.2.9:5060");
        calls("sip:112@example.org", "c1");
        assertThat(ladder.b2bua.expects("INVITE").requestUri()).isEqualTo("sip:emergency_112@example.org");
        alice(set("rewrite_rule_set", "5", "reject_emergency", "1"));
        calls("sip:112@example.org", "c2");
        assertThat(lb.expects(403).reason()).isEqualTo("Emergency Calls Not Supported");
    }

    @ParameterizedTest
    @ValueSource(strings = {"emergency_0900123", "%65mergency_0900123"})
    void nobodyDialsPastRestrictionsAsAnEmergency(String dialled) {
        alice(set("adm_block_out_mode", "1"));
        calls("sip:" + dialled + "@example.org", "c1");
        isRefused(404, "Not Found", 1);
    }

    @Test void aLockForForeignCallsLetsCallsWithinTheDomainPass() {
        alice(set("lock", "1"));
        bob(Map.of());
        calls("sip:bob@example.org", "c1");
        ladder.b2bua.expects("INVITE");
    }

    @Test void ncosRefusesByPatternUnlessTheNumberIsAnException() {
        ladder.tables.levels.put(3, new NcosLevel("premium", false, false, false, List.of(PerlPattern.of("^43100")), List.of()));
        alice(set("ncos_id", "3"));
        calls("sip:431002@example.org", "c1");
        isRefused(403, "Blocked by NCOS level", 1);
        calls("sip:bob@example.org", "c2");                                           // the same number, called by name
        isRefused(403, "Blocked by NCOS level", 2);
        alice(set("adm_ncos_id", "3", "adm_ncos_exceptions", "431002"));
        calls("sip:431002@example.org", "c3");
        isRefused(480, "Offline", 3);
    }

    @Test void everyLevelOfASetMustLetTheCallPass() {
        ladder.tables.levels.put(3, new NcosLevel("premium", false, false, false, List.of(PerlPattern.of("^43900")), List.of()));
        ladder.tables.levels.put(4, new NcosLevel("own network", true, false, false, List.of(PerlPattern.of("^43")), List.of()));
        ladder.tables.levelSets.put(9, List.of(3, 4));
        alice(set("ncos_set_id", "9"));
        bob(Map.of());
        calls("sip:431002@example.org", "c1");
        ladder.b2bua.expects("INVITE");
        calls("sip:43900@example.org", "c2");
        isRefusedLater(403, "Blocked by NCOS level");
        calls("sip:4966@example.org", "c3");
        isRefusedLater(403, "Blocked by NCOS level");
        ladder.accounts.add("alice", "431001", SubscriberStatus.ACTIVE, Map.of(), set("adm_ncos_set_id", "9"), List.of());
        calls("sip:4966@example.org", "c4");
        isRefusedLater(403, "Blocked by NCOS level");
    }

    private void isRefusedLater(int status, String reason) {
        assertThat(lb.expects(status).reason()).isEqualTo(reason);
        assertThat(ladder.records).last().satisfies(record -> assertThat(record.sipReason()).isEqualTo(reason));
    }

    @Test void aLevelRefusesByTheCarrierThatANumberIsPortedTo() {
        NcosLevel.Carrier all = new NcosLevel.Carrier(7, List.of());
        NcosLevel.Carrier some = new NcosLevel.Carrier(8, List.of(PerlPattern.of("^436602")));
        ladder.tables.levels.put(3, new NcosLevel("carriers", false, false, false, List.of(PerlPattern.of("^436600")), List.of(all, some)));
        ladder.tables.lnp.add(ported(7, "436601"));
        ladder.tables.lnp.add(ported(8, "43660"));
        alice(set("ncos_id", "3"));
        for (String refused : new String[] {"436600", "436601", "436602"}) {
            calls("sip:" + refused + "@example.org", "c" + refused);
            isRefusedLater(403, "Blocked by NCOS level");
        }
        calls("sip:436603@example.org", "c4");
        isRefusedLater(404, "Not Found"); // passes; there are no peers
    }

    private static LnpNumber ported(int carrier, String number) {
        return new LnpNumber(carrier, number, Optional.of("4399"), "", Optional.empty(), Optional.empty(), new LnpCarrier(carrier, "c", "", false, false));
    }

    @Test void theCustomersListsAreACheckOfTheirOwn() {
        ladder.accounts.add("alice", "431001", SubscriberStatus.ACTIVE, Map.of("block_out_list", List.of("49*")), set("block_out_list", "43*"), List.of());
        calls("sip:431002@example.org", "c1");
        isRefused(403, "Blocked by Contract", 1);
    }

    @ParameterizedTest
    @CsvSource({"allowed_ips, 192.0.3.0/24, Unauthorized IP detected", "ua_filter_list, Test*, Forbidden",
        "lock, 5, 'Unauthorized, lock level ported detected'"})
    void registrationsAreRefusedLikewise(String attribute, String value, String reason) {
        alice(set(attribute, value));
        ladder.authenticated(ladder.request("REGISTER", "sip:example.org", "r1", 1).set("To", "<sip:alice@example.org>"), "alice", "secret-alice");
        assertThat(lb.expects(403).reason()).isEqualTo(reason);
        assertThat(ladder.records).isEmpty();
    }

    @Test void phonesWithoutUserAgentCanBeRefused() {
        alice(set("ua_reject_missing", "1"));
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1).remove("User-Agent"), "alice", "secret-alice");
        lb.expects(100);
        isRefused(403, "Forbidden", 1);
    }
}
