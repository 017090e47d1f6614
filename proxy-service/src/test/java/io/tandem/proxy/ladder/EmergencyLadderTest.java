package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.customer.CustomerLocation;
import io.tandem.data.customer.CustomerLocations;
import io.tandem.data.emergency.EmergencyDocuments;
import io.tandem.data.emergency.EmergencyMapping;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.net.peer.IpNetwork;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Emergency calls (signalling.md §2.18): nothing stops them, the peer gets a number it routes, and the caller's location. */
class EmergencyLadderTest {
    private static final String PIDF = "<presence><tuple><status><gp:geopriv><gp:usage-rules><gbp:retention-expiry>%EXPIRY%</gbp:retention-expiry>"
            + "</gp:usage-rules></gp:geopriv></status><timestamp>%NOW%</timestamp></tuple></presence>";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;

    @BeforeEach void aPeerTakesEmergencies() {
        ladder.tables.rewrites.put(5, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^(112|110)$", "emergency_\\1")))));
        peer(Map.of());
    }

    private void peer(Map<String, List<String>> preferences) {
        PeerHost host = new PeerHost(4, "peer", "127.0.2.1", Optional.empty(), 51602, PeerHost.Transport.UDP, 1, new Preferences(preferences));
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(host),
                List.of(new PeerRule("", Optional.empty(), Optional.empty(), false)), List.of())));
    }

    private void alice(Map<String, String> preferences, Map<String, List<String>> customer) {
        Map<String, List<String>> own = new HashMap<>(Map.of("rewrite_rule_set", List.of("5"), "cc", List.of("43"), "ac", List.of("1")));
        preferences.forEach((name, value) -> own.put(name, List.of(value)));
        ladder.accounts.add("alice", "431001", SubscriberStatus.ACTIVE, own, customer, List.of());
    }

    private SipMessage calls(SipMessage first) {
        ladder.authenticated(first, "alice", "secret-alice");                   // L ── INVITE ─▶ P
        lb.expects(100);                                                        // L ◀─  100  ─── P
        return ladder.b2bua.expects("INVITE");                                  // P ── INVITE ─▶ S
    }

    private SipMessage calls(String user, String callId) {
        return calls(ladder.invite("sip:" + user + "@example.org", callId, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upn_block_mode=1", "upn_block_clir=1", "allowed_clis_reject_policy=reject", "adm_block_out_mode=1", "lock=2", "lock=1"})
    void nothingButALockForAllRefusesThem(String setting) {
        alice(Map.of(setting.split("=")[0], setting.split("=")[1], "inbound_upn", "from_display"), Map.of());
        SipMessage invite = calls(shows555("112").add("Privacy", "id"));
        assertThat(invite.requestUri()).startsWith("sip:emergency_112@127.0.2.1");
        assertThat(invite.header("P-App-Param").orElseThrow()).contains(";emergency=1");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
    }

    @Test void whoShowsAWrongNumberIsStillRefusedOtherwise() {
        alice(Map.of("allowed_clis_reject_policy", "reject", "inbound_upn", "from_display"), Map.of());
        ladder.authenticated(shows555("4366"), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(403).reason()).isEqualTo("Forbidden");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipReason()).isEqualTo("Forbidden"));
    }

    private SipMessage shows555(String user) {
        return ladder.invite("sip:" + user + "@example.org", "c1", 1).set("From", "\"555\" <sip:alice@example.org>;tag=a1");
    }

    @ParameterizedTest
    @CsvSource({
        // own container, the customer's, dialled: sent
        "7, '', 112, E1112", "'', 7, 112, E1112", "8, 7, 112, F1129", "7, '', 110, emergency_110", "9, '', 112, emergency_112"})
    void theContainerGivesTheNumberThatThePeerRoutes(String own, String customer, String dialled, String sent) {
        ladder.tables.emergencies.put(7, Map.of("112", new EmergencyMapping("112", "E1", "")));
        ladder.tables.emergencies.put(8, Map.of("112", new EmergencyMapping("112", "F", "9")));
        alice(own.isEmpty() ? Map.of() : Map.of("emergency_mapping_container_id", own),
                customer.isEmpty() ? Map.of() : Map.of("emergency_mapping_container_id", List.of(customer)));
        SipMessage invite = calls(dialled, "c1");
        assertThat(invite.requestUri()).startsWith("sip:" + sent + "@127.0.2.1");
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records.getLast().dstLeg()).contains("\"dialed\":\"" + dialled + "\"", "\"u\":\"emergency_" + dialled + "\"",
                "\"u_out\":\"" + sent + "\"");
    }

    @Test void aPlaceOfTheCustomerHasItsOwnSettingsForEmergencies() {
        ladder.tables.rewrites.put(8, new RewriteRuleSet(Map.of(RewriteList.CALLEE_OUT,
                List.of(new RewriteRule("^emergency_(.*)$", "${caller_emergency_prefix}${caller_emergency_suffix}\\1")))));
        peer(Map.of("rewrite_rule_set", List.of("8")));
        alice(Map.of(), Map.of("emergency_prefix", List.of("CU"), "emergency_suffix", List.of("S"), "emergency_cli", List.of("4399")));
        ladder.tables.locations = new CustomerLocations(List.of(new CustomerLocation(4, "attic", List.of(IpNetwork.parse("192.0.2.0/24")),
                new Preferences(Map.of("emergency_prefix", List.of("LO"), "emergency_cli", List.of("4377"))))));
        SipMessage there = calls("112", "c1");
        assertThat(there.requestUri()).as("what the place does not say is the customer's").startsWith("sip:LOS112@127.0.2.1");
        assertThat(there.header("P-App-From").orElseThrow()).contains("4377");
        SipMessage elsewhere = calls(ladder.invite("sip:112@example.org", "c2", 1).set("P-NGCP-Src-Ip", "198.51.100.9"));
        assertThat(elsewhere.requestUri()).startsWith("sip:CUS112@127.0.2.1");
        assertThat(elsewhere.header("P-App-From").orElseThrow()).contains("4399");
        alice(Map.of("emergency_prefix", "OWN"), Map.of("emergency_prefix", List.of("CU")));
        assertThat(calls("112", "c3").requestUri()).startsWith("sip:OWN112@127.0.2.1");
    }

    @Test void thePeersRulesKnowPrefixAndSuffixOfTheCallersCustomer() {
        ladder.tables.rewrites.put(8, new RewriteRuleSet(Map.of(RewriteList.CALLEE_OUT,
                List.of(new RewriteRule("^emergency_(.*)$", "${caller_emergency_prefix}${caller_ac}\\1")))));
        peer(Map.of("rewrite_rule_set", List.of("8")));
        alice(Map.of(), Map.of("emergency_prefix", List.of("EM")));
        assertThat(calls("112", "c1").requestUri()).startsWith("sip:EM1112@127.0.2.1");
    }

    @Test void theLocationGoesAlongInTheFormOfCirpack() {
        ladder.tables.documents = new EmergencyDocuments(Optional.of(new EmergencyDocuments.Document("application/data", "isdn \u00e4")), Optional.empty());
        alice(Map.of("emergency_location_object", ""), Map.of());
        SipMessage invite = calls("112", "c1");
        assertThat(invite.contentType()).contains("multipart/mixed;boundary=unique-boundary-1");
        assertThat(new String(invite.body(), StandardCharsets.ISO_8859_1)).isEqualTo(
                "--unique-boundary-1\r\nContent-Type: application/sdp\r\n\r\nrelayed " + ProxyLadder.SDP + "\r\n"
                + "--unique-boundary-1\r\nContent-Type: application/vnd.cirpack.isdn-ext\r\nContent-Disposition: signal;handling=required\r\n\r\n"
                + "isdn \u00e4\r\n--unique-boundary-1--\r\n");
        assertThat(invite.has("Geolocation")).isFalse();
    }

    @Test void theLocationGoesAlongAsPidfLoWithTheMomentFilledIn() {
        ladder.tables.documents = new EmergencyDocuments(Optional.of(new EmergencyDocuments.Document("application/pidf+xml", PIDF)),
                Optional.of(new EmergencyDocuments.Document("application/data", "<provider/>")));
        alice(Map.of("emergency_location_object", "", "emergency_location_format", "PIDF-LO"), Map.of());
        SipMessage invite = calls("112", "c1");
        String location = invite.header("Geolocation").orElseThrow();
        assertThat(location).matches("<cid:location-[0-9a-f]{8}@example\\.org>");
        assertThat(invite.header("Call-Info").orElseThrow()).matches("<cid:provider-[0-9a-f]{8}@example\\.org>;purpose=emergencyCallData\\.ProviderInfo");
        String now = ladder.time.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String later = ladder.time.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(86_400).toString();
        assertThat(ProxyLadder.body(invite)).contains("relayed " + ProxyLadder.SDP, "Content-ID: " + location.replace("cid:", "") + "\r\n",
                "Content-Type: application/pidf+xml\r\n", "<timestamp>" + now + "</timestamp>", "<gbp:retention-expiry>" + later + "</gbp:retention-expiry>",
                "Content-Type: application/EmergencyCallData.ProviderInfo+xml\r\n", "\r\n\r\n<provider/>\r\n--unique-boundary-1--\r\n");
    }

    @Test void aDateOfItsOwnStaysAndAnOrdinaryCallTellsNoLocation() {
        ladder.tables.documents = new EmergencyDocuments(Optional.of(new EmergencyDocuments.Document("text/xml",
                "<timestamp>2026-01-01T00:00:00Z</timestamp>")), Optional.empty());
        alice(Map.of("emergency_location_object", "", "emergency_location_format", "PIDF-LO"), Map.of());
        assertThat(ProxyLadder.body(calls("112", "c1"))).contains("<timestamp>2026-01-01T00:00:00Z</timestamp>");
        SipMessage other = calls("4366", "c2");
        assertThat(other.contentType()).contains("application/sdp");
        assertThat(other.has("Geolocation")).isFalse();
    }

    @Test void withoutAnOfferTheLocationIsAlone() {
        ladder.tables.documents = new EmergencyDocuments(Optional.of(new EmergencyDocuments.Document("", "x")), Optional.empty());
        alice(Map.of("emergency_location_object", ""), Map.of());
        SipMessage invite = calls(ladder.request("INVITE", "sip:112@example.org", "c1", 1));
        assertThat(ProxyLadder.body(invite)).startsWith("--unique-boundary-1\r\nContent-Type: application/vnd.cirpack").doesNotContain("sdp");
    }

    @ParameterizedTest
    @CsvSource({
        // dialled: called
        "+431112, emergency_112", "00431112, emergency_112", "431112, emergency_112", "01112, emergency_112", "+43111888, 11888",
        "0999112, 0999112", "01113, 01113", "1112, 1112", "+432112, +432112"})
    void aShortCodeLosesTheAreaCodeThatARouterPutsBeforeIt(String dialled, String called) {
        alice(Map.of(), Map.of());
        SipMessage invite = calls(dialled, "c1");
        assertThat(invite.requestUri()).startsWith("sip:" + called + "@127.0.2.1");
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records.getLast().dstOuser()).isEqualTo(dialled);
    }

    @Test void aCallerWithoutAreaCodeDialsWhatItDials() {
        ladder.accounts.add("alice", "431001", Map.of());
        assertThat(calls("431112", "c1").requestUri()).startsWith("sip:431112@127.0.2.1");
    }

    @Test void inEmergencyModeOnlyCallsForHelpAreMade() {
        alice(Map.of("emergency_mode_enabled", "1"), Map.of());
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage refusal = lb.expects(503);
        assertThat(refusal.reason()).isEqualTo("Temporary Unavailable");
        assertThat(refusal.header("Retry-After")).contains("1800");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(503));
        lb.sends(ProxyLadder.ackFor(ladder.invite("sip:bob@example.org", "c1", 2), refusal));
        assertThat(calls("112", "c2").requestUri()).startsWith("sip:emergency_112@127.0.2.1");
    }

    @Test void inEmergencyModeSubscribersWithPriorityCallAsEver() {
        alice(Map.of("emergency_mode_enabled", "1", "emergency_priorization", "1"), Map.of());
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        assertThat(calls("bob", "c1").requestUri()).isEqualTo("sip:bob@example.org");
    }

    @Test void inEmergencyModeWhoHasNoPriorityIsStillCalled() {
        ladder.accounts.add("bob", "431002", Map.of("emergency_mode_enabled", List.of("1")));
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        assertThat(calls("bob", "c1").requestUri()).isEqualTo("sip:bob@example.org");
    }
}
