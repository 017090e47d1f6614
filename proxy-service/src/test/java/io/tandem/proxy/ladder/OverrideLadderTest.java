package io.tandem.proxy.ladder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.SubscriberStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Ways past one's own block lists (signalling.md §2.10): a PIN, or another callee instead. */
class OverrideLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.tables.levels.put(3, new NcosLevel("none", true, false, false, List.of(PerlPattern.of("^$")), List.of()));
    }

    private static Map<String, List<String>> set(String pairs) {
        Map<String, List<String>> set = new HashMap<>();
        for (String pair : pairs.split(";")) {
            if (!pair.isEmpty()) {
                set.put(pair.substring(0, pair.indexOf('=')), List.of(pair.substring(pair.indexOf('=') + 1)));
            }
        }
        return set;
    }

    private void alice(String own, String customer) {
        ladder.accounts.add("alice", "431001", SubscriberStatus.ACTIVE, set(own), set(customer), List.of());
    }

    private void calls(String user, String callId) {
        ladder.authenticated(ladder.invite("sip:" + user + "@example.org", callId, 1), "alice", "secret-alice"); // L ── INVITE ─▶ P
        lb.expects(100);                                                                                        // L ◀─  100  ─── P
    }

    private void isRefused(String reason) {
        assertThat(lb.expects(403).reason()).isEqualTo(reason);
        assertThat(ladder.records.getLast().sipReason()).isEqualTo(reason);
    }

    private void rings(String uri) {
        assertThat(ladder.b2bua.expects("INVITE").requestUri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        // own settings, the customer's, dialled: refused with
        "block_out_override_pin=1234;block_out_mode=1, '', *80*1234431002, ''",
        "block_out_override_pin=1234;ncos_id=3, '', *80*1234431002, ''",
        "block_out_override_pin=1234, block_out_mode=1;ncos_id=3, *80*1234431002, ''",
        "block_out_mode=1, block_out_override_pin=1234, *80*1234431002, ''",
        "block_out_override_pin=1234;adm_block_out_mode=1, '', *80*1234431002, Blocked by Admin",
        "block_out_override_pin=1234;adm_ncos_id=3, '', *80*1234431002, Blocked by NCOS level",
        "adm_block_out_override_pin=99;adm_block_out_mode=1;adm_ncos_id=3;ncos_id=3;block_out_mode=1, adm_block_out_mode=1, *80*99431002, ''",
        "adm_block_out_mode=1, adm_block_out_override_pin=99, *80*99431002, ''",
        "adm_block_out_override_pin=12;block_out_override_pin=12;adm_block_out_mode=1, '', *80*12431002, ''",
        "adm_block_out_override_pin=12;block_out_override_pin=1243;adm_block_out_mode=1, '', *80*1243431002, Blocked by Admin",
        "block_out_override_pin=1234;block_out_mode=1, '', *80*4321431002, Incorrect Override PIN",
        "block_out_override_pin=1234, '', *80*123, Incorrect Override PIN",
        "'', '', *80*1234431002, Incorrect Override PIN",
        "block_out_override_pin=1234;block_out_mode=1, '', 431002, Blocked by Caller"})
    void aPinLiftsRestrictionsForOneCall(String own, String customer, String dialled, String reason) {
        alice(own, customer);
        calls(dialled, "c1");
        if (reason.isEmpty()) {
            rings("sip:bob@example.org");
        } else {
            isRefused(reason);
        }
    }

    @Test void theNumberBehindThePinIsRewrittenAndTheRecordKeepsWhatWasDialled() {
        ladder.tables.rewrites.put(5, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^0(\\d+)$", "43\\1"),
                new RewriteRule("^112$", "emergency_112")))));
        alice("block_out_override_pin=1234;block_out_mode=1;rewrite_rule_set=5", "");
        calls("*80*123401002", "c1");
        var invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records.getLast().dstLeg()).contains("\"dialed\":\"*80*123401002\"", "\"u_in\":\"431002\"");
        assertThat(ladder.records.getLast().dstOuser()).isEqualTo("*80*123401002");
    }

    @Test void aPinMakesNoEmergency() {
        alice("block_out_override_pin=1234;adm_block_out_mode=1", "");
        calls("*80*1234emergency_112", "c1");
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
    }

    @Test void blockedCallsGoToTheNumberThatIsSetForThem() {
        alice("block_out_list=49*;divert_block_out=431002", "");
        calls("4966", "c1");
        var invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records.getLast().dstLeg()).contains("\"dialed\":\"4966\"", "\"uuid\":\"uuid-bob\"");
        alice("adm_block_out_mode=1", "divert_block_out=431002");
        calls("4966", "c2");
        rings("sip:bob@example.org");
    }

    @Test void whoIsCalledInsteadIsAskedAsEver() {
        ladder.accounts.add("bob", "431002", set("block_in_mode=1"));
        alice("block_out_mode=1;divert_block_out=431002", "");
        calls("4966", "c1");
        isRefused("Blocked by Callee");
        ladder.accounts.add("bob", "431002", set("lock=4"));
        calls("4966", "c2");
        isRefused("Callee locked");
        alice("block_out_mode=1;divert_block_out=439999", "");
        calls("431002", "c3");
        isRefused("Callee locked"); // the one who was dialled is asked before
        ladder.accounts.add("bob", "431002", Map.of());
        calls("431002", "c4");
        assertThat(lb.expects(404).reason()).as("nobody has that number, and no peer takes it").isEqualTo("Not Found");
    }
}
