package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Country and area code that a home router puts before short codes go again ({@code tandem.proxy.fritz-box}). */
class FritzBoxWireIT extends WireTest {
    private Party alice;

    @BeforeEach void open() throws Exception {
        String rules = platform.rewriteRules(List.of(List.of("in", "callee", "^(110)$", "emergency_\\1")));
        long container = platform.api().create("emergencymappingcontainers", Map.of("name", "e" + platform.numbers(), "reseller_id", Platform.RESELLER));
        platform.api().create("emergencymappings", Map.of("emergency_container_id", container, "code", "110", "prefix", "E1", "suffix", ""));
        alice = platform.subscriber("alice", Map.of("cc", "43", "ac", "1", "rewrite_rule_set", rules, "emergency_mapping_container_id", container));
    }

    private Caller dials(String number) {
        return platform.call(alice, "sip:" + number + "@" + platform.domain());
    }

    private void reaches(String dialled, Party callee) throws Exception {
        try (Callee phone = platform.registered(callee)) {
            dials(dialled).answered();
            assertThat(phone.end().request("INVITE").requestUri()).isEqualTo(callee.contact());
        }
    }

    @Test void aLocalUserWithAShortNameIsReachedAndALongerOneIsNobodyElse() throws Exception {
        reaches("431112", platform.subscriber("112", Map.of()));
        reaches("0999112", platform.subscriber("0999112", Map.of()));
    }

    @Test void theAccessCodeLeadsToTheOwnVoicebox() throws Exception {
        Caller call = dials("4312000");
        call.answered();
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("destination_user").asString()).isEqualTo("abc" + alice.number());
        assertThat(cdr.path("destination_domain").asString()).isEqualTo("voicebox.local");
        assertThat(cdr.path("destination_user_dialed").asString()).isEqualTo("4312000");
    }

    @Test void anEmergencyNumberLeavesAsItsMappingSays() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, "emergency_110"), "peer", Map.of());
        try (Callee taker = platform.answering(peer)) {
            dials("01110").answered();
            assertThat(taker.end().request("INVITE").requestUri()).startsWith("sip:E1110@" + Platform.PEERS);
        }
    }
}
