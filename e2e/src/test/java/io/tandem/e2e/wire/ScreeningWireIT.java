package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What refuses calls: lists, levels, locks, addresses; phrase to the caller and CDR. */
class ScreeningWireIT extends WireTest {
    @ParameterizedTest(name = "{0} {1}={2}: {4}")
    @CsvSource(delimiter = '|', value = {
        "caller | allowed_ips         | 192.0.2.1 | 403 | Unauthorized IP detected | other",
        "callee | block_in_list       | CALLER    | 403 | Blocked by Callee        | other",
        "callee | block_in_mode       | true      | 403 | Blocked by Callee        | other",
        "callee | adm_block_in_list   | CALLER    | 403 | Blocked by Admin         | other",
        "caller | block_out_list      | CALLEE    | 403 | Blocked by Caller        | other",
        "caller | adm_block_out_list  | CALLEE    | 403 | Blocked by Admin         | other",
        "caller | adm_block_out_mode  | true      | 403 | Blocked by Admin         | other",
        "caller | block_out_mode      | true      | 403 | Blocked by Caller        | other",
        "callee | adm_block_in_mode   | true      | 403 | Blocked by Admin         | other",
        "caller | man_allowed_ips     | 192.0.2.1 | 403 | Unauthorized IP detected | other",
        "caller | ua_filter_list      | SIP*      | 403 | Forbidden                | other",
        "caller | lock                | 2         | 403 | Caller locked            | other",
        "caller | lock                | 5         | 403 | Caller locked            | other",
        "callee | lock                | 3         | 403 | Callee locked            | other",
        "none   | none                | none      | 480 | Offline                  | noanswer"})
    void refusals(String whose, String preference, String value, int code, String phrase, String status) throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        String setting = value.replace("CALLER", alice.number()).replace("CALLEE", bob.number());
        Object typed = preference.endsWith("_list") || preference.endsWith("_ips") ? List.of(setting) : setting;
        if (!whose.equals("none")) {
            platform.preferences(whose.equals("caller") ? alice : bob, Map.of(preference, typed));
        }
        List<Caller> calls = List.of(platform.call(alice, bob.uri()), platform.call(alice, bob.numberUri()));
        for (Caller call : calls) {
            assertThat(call.refused(code).response(code).reason()).isEqualTo(phrase);
        }
        for (Caller call : calls) { // mediation runs once a second
            JsonNode cdr = platform.cdr(call.callId());
            assertThat(cdr.path("call_status").asString()).isEqualTo(status);
            assertThat(cdr.path("call_code").asString()).isEqualTo("" + code);
            assertThat(cdr.path("source_user").asString()).isEqualTo("alice");
        }
    }

    @Test void aPhoneThatDoesNotSayWhatItIsIsRefusedWhereItMust() throws Exception {
        platform.domainPreferences(Map.of("ua_reject_missing", true));
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        assertThat(platform.call(alice, bob.uri()).withoutUserAgent().refused(403).response(403).reason()).isEqualTo("Forbidden");
        assertThat(platform.call(alice, bob.uri()).refused(480).response(480).reason()).isEqualTo("Offline");
    }

    @Test void aTrustedAddressNeedsNoPasswordAndSaysByPaiWhoAnonymousIs() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        Party gateway = new Party(alice.id(), "anonymous", "anonymous.invalid", Optional.empty(), alice.number(), "127.126.0.9", alice.port() + 1000);
        platform.api().create("trustedsources", Map.of("subscriber_id", alice.id(), "src_ip", gateway.address(), "protocol", "UDP", "from_pattern",
            "^sip:anonymous@anonymous\\.invalid"));
        try (Callee phone = platform.registered(bob)) {
            Caller call = platform.call(gateway, bob.uri()).with("P-Asserted-Identity: <" + alice.numberUri() + ">").with("Privacy: id");
            call.answered();
            assertThat(phone.end().request("INVITE").from().uri().toString()).isEqualTo("sip:anonymous@anonymous.invalid");
            JsonNode cdr = platform.cdr(call.callId());
            assertThat(cdr.path("source_user").asString()).isEqualTo("alice");
            assertThat(cdr.path("source_cli").asString()).isEqualTo(alice.number());
            assertThat(cdr.path("source_clir").asString()).isIn("1", "true");
        }
    }

    @Test void aLevelRefusesANumberByItsCarrierAndLetsAThirdLeave() throws Exception {
        String prefix = "4399" + platform.numbers();
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of());
        long carrier = platform.api().create("lnpcarriers", Map.of("name", "n" + prefix, "prefix", "D03", "authoritative", false));
        platform.api().create("lnpnumbers", Map.of("carrier_id", carrier, "number", prefix + "2", "routing_number", prefix + "2"));
        long level = platform.api().create("ncoslevels", Map.of("level", "l" + platform.numbers(), "mode", "blacklist", "local_ac", false, "description", "e2e",
            "reseller_id", Platform.RESELLER));
        platform.api().create("ncospatterns", Map.of("pattern", "^" + prefix + "1$", "description", "e2e", "ncos_level_id", level));
        platform.api().create("ncoslnpcarriers", Map.of("ncos_level_id", level, "carrier_id", carrier));
        Party alice = platform.subscriber("alice", Map.of("ncos", "l" + platform.numbers()));
        for (String blocked : List.of(prefix + "1", prefix + "2")) {
            assertThat(platform.call(alice, "sip:" + blocked + "@" + platform.domain()).refused(403).response(403).reason()).isEqualTo("Blocked by NCOS level");
        }
        try (Callee taker = platform.answering(peer)) {
            platform.call(alice, "sip:" + prefix + "3@" + platform.domain()).answered();
            assertThat(taker.end().request("INVITE").requestUri()).startsWith("sip:" + prefix + "3@");
        }
    }

    @Test void aLevelRefusesItsNumbersAndLetsExceptionsPass() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        Party carol = platform.subscriber("carol", Map.of());
        long level = platform.api().create("ncoslevels", Map.of("level", "n" + platform.numbers(), "mode", "blacklist", "local_ac", false, "description", "e2e",
            "reseller_id", Platform.RESELLER));
        platform.api().create("ncospatterns", Map.of("pattern", "^431" + platform.numbers(), "description", "e2e", "ncos_level_id", level));
        platform.preferences(alice, Map.of("ncos", "n" + platform.numbers(), "adm_ncos_exceptions", List.of(carol.number())));
        assertThat(platform.call(alice, bob.numberUri()).refused(403).response(403).reason()).isEqualTo("Blocked by NCOS level");
        assertThat(platform.call(alice, carol.numberUri()).refused(480).response(480).reason()).isEqualTo("Offline");
    }

    @Test void aCallOfAPeerThatAnInboundRuleRefusesLeavesARow() throws Exception {
        long group = platform.peerGroup(1, "99" + platform.numbers());
        platform.api().create("peeringinboundrules", Map.of("group_id", group, "field", "ruri_uri", "pattern", "431" + platform.numbers(), "priority", 1,
            "enabled", true, "reject_code", 488, "reject_reason", "Not Here"));
        Party peer = platform.peer(group, "4366912345", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        Caller call = platform.call(peer, "sip:" + bob.number() + "@127.0.0.1:5060");
        assertThat(call.refused(488).response(488).reason()).isEqualTo("Not Here");
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("source_user").asString()).isEqualTo("4366912345");
        assertThat(cdr.path("source_domain").asString()).isEqualTo(Platform.PEERS);
        assertThat(cdr.path("call_status").asString()).isEqualTo("other");
        assertThat(cdr.path("call_code").asString()).isEqualTo("488");
    }

    @Test void fourCallsOfAPeerThreeSucceedOneIsBlocked() throws Exception {
        long group = platform.peerGroup(1, "99" + platform.numbers());
        platform.api().create("peeringinboundrules", Map.of("group_id", group, "field", "ruri_uri", "pattern", "431" + platform.numbers(), "priority", 1,
            "enabled", true));
        Party peer = platform.peer(group, "4366912345", Map.of());
        Map<String, String> earlyMedia = Map.of("bob", "supported > sendrecv", "carol", "supported, sendonly > recvonly", "dave", "inactive > inactive");
        for (String user : List.of("bob", "carol", "dave")) {
            Party callee = platform.subscriber(user, Map.of());
            try (Callee phone = platform.registered(callee)) {
                String[] wantedAndGranted = earlyMedia.get(user).split(" > ");
                Caller call = platform.call(peer, "sip:" + callee.number() + "@127.0.0.1:5060").with("P-Early-Media: " + wantedAndGranted[0]);
                assertThat(call.answered().response(180).header("P-Early-Media")).contains(wantedAndGranted[1]);
                SipMessage invite = phone.end().request("INVITE");
                assertThat(invite.from().uri().toString()).startsWith("sip:4366912345@");
                JsonNode cdr = platform.cdr(call.callId());
                assertThat(cdr.path("source_user").asString()).isEqualTo("4366912345");
                assertThat(cdr.path("source_domain").asString()).isEqualTo(Platform.PEERS);
                assertThat(cdr.path("call_status").asString()).isEqualTo("ok");
            }
        }
        Party erin = platform.subscriber("erin", Map.of("adm_block_in_list", List.of("4366912345")));
        assertThat(platform.call(peer, "sip:" + erin.number() + "@127.0.0.1:5060").refused(403).response(403).reason()).isEqualTo("Blocked by Admin");
    }
}
