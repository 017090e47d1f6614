package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules of caller and callee that change headers, and one that refuses the call. */
class HeaderRuleWireIT extends WireTest {
    private int rules;

    private long set(String name) throws Exception {
        return platform.api().create("headerrulesets", Map.of("name", name + platform.numbers(), "reseller_id", Platform.RESELLER, "description", "e2e"));
    }

    /** @return id of the rule */
    private long rule(long set, String direction, boolean stopper) throws Exception {
        return platform.api().create("headerrules", Map.of("set_id", set, "name", "rule" + ++rules, "description", "e2e", "direction", direction,
            "priority", rules, "stopper", stopper, "enabled", true));
    }

    private void action(long rule, String type, String header, String part, String value) throws Exception {
        platform.api().create("headerruleactions", Map.of("rule_id", rule, "action_type", type, "header", header, "header_part", part, "value", value,
            "value_part", "full", "priority", 1, "enabled", true));
    }

    private void condition(long rule, String header, String expression, String value) throws Exception {
        platform.api().create("headerruleconditions", Map.of("rule_id", rule, "match_type", "header", "match_part", "full", "match_name", header,
            "expression", expression, "expression_negation", false, "value_type", "input", "values", List.of(Map.of("value", value)), "enabled", true));
    }

    @Test void headersAreAddedSetAndRemovedInEachDirection() throws Exception {
        long ofCaller = set("caller");
        action(rule(ofCaller, "a_inbound", false), "remove", "Subject", "full", "");
        action(rule(ofCaller, "local", false), "add", "X-Local", "full", "caller");
        long last = rule(ofCaller, "a_outbound", true);
        action(last, "add", "X-Out", "full", "1");
        action(rule(ofCaller, "a_outbound", false), "add", "X-Never", "full", "behind the stopper");
        action(rule(ofCaller, "reply", false), "add", "X-Reply", "full", "caller");
        long ofCallee = set("callee");
        action(rule(ofCallee, "b_outbound", false), "set", "P-Asserted-Identity", "username", "4312345");
        Party alice = platform.subscriber("alice", Map.of("header_rule_set", "caller" + platform.numbers()));
        Party bob = platform.subscriber("bob", Map.of("header_rule_set", "callee" + platform.numbers()));
        try (Callee phone = platform.registered(bob)) {
            SipMessage ok = platform.call(alice, bob.uri()).with("Subject: lunch").answered().response(200);
            SipMessage invite = phone.end().request("INVITE");
            assertThat(invite.has("Subject")).isFalse();
            assertThat(invite.header("X-Local")).contains("caller");
            assertThat(invite.header("X-Out")).contains("1");
            assertThat(invite.has("X-Never")).isFalse();
            assertThat(invite.header("P-Asserted-Identity").orElseThrow()).contains("sip:4312345@");
            assertThat(ok.header("X-Reply")).contains("caller");
        }
    }

    @Test void headersOfACallToAPeerAreChangedByRulesOfCallerAndPeer() throws Exception {
        long ofCaller = set("caller");
        action(rule(ofCaller, "peer", false), "add", "X-Peer", "full", "caller");
        action(rule(ofCaller, "local", false), "add", "X-Local", "full", "caller");
        long ofPeer = set("peer");
        action(rule(ofPeer, "b_outbound", false), "set", "P-Asserted-Identity", "username", "4354321");
        action(rule(ofPeer, "reply", false), "add", "X-Reply", "full", "peer");
        String prefix = "4398" + platform.numbers();
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of("header_rule_set", "peer" + platform.numbers()));
        Party alice = platform.subscriber("alice", Map.of("header_rule_set", "caller" + platform.numbers()));
        try (Callee taker = platform.answering(peer)) {
            SipMessage ok = platform.call(alice, "sip:" + prefix + "1@" + platform.domain()).answered().response(200);
            SipMessage invite = taker.end().request("INVITE");
            assertThat(invite.header("X-Peer")).contains("caller");
            assertThat(invite.has("X-Local")).isFalse();
            assertThat(invite.header("P-Asserted-Identity").orElseThrow()).contains("sip:4354321@");
            assertThat(ok.header("X-Reply")).contains("peer");
        }
    }

    @Test void aRuleRefusesACallWithItsOwnCode() throws Exception {
        long ofCaller = set("refusing");
        long rule = rule(ofCaller, "a_inbound", false);
        condition(rule, "Subject", "contains", "spam");
        action(rule, "set", "$avp(s:hm_reject)", "full", "456 No Thanks");
        Party alice = platform.subscriber("alice", Map.of("header_rule_set", "refusing" + platform.numbers()));
        Party bob = platform.subscriber("bob", Map.of());
        Caller call = platform.call(alice, bob.uri()).with("Subject: spam for you");
        assertThat(call.refused(456).response(456).reason()).isEqualTo("No Thanks");
        assertThat(platform.cdr(call.callId()).path("call_code").asString()).isEqualTo("456");
        assertThat(platform.cdr(call.callId()).path("call_status").asString()).isEqualTo("other");
        assertThat(platform.call(alice, bob.uri()).with("Subject: lunch").refused(480).response(480).reason()).isEqualTo("Offline");
    }
}
