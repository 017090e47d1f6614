package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.forward.NumberSet;
import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.pattern.Wildcard;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.timeset.TimeSet;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ForwardSettings.peer;
import static org.assertj.core.api.Assertions.assertThat;

/** What restricts forwards, what the next callee is told of them, and forwards by 302 (signalling.md §2.8, §2.9, §2.12). */
class ForwardRulesLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private static final String CAROL = "sip:carol@example.org";
    private static final List<ForwardMapping.Destination> TO_CAROL = List.of(new ForwardMapping.Destination(CAROL, Duration.ofSeconds(300)));
    private final ProxyLadder ladder = new ProxyLadder();
    private final ForwardSettings bob = new ForwardSettings(ladder, "bob", "431002");
    private final ForwardSettings carol = new ForwardSettings(ladder, "carol", "431003");
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    ForwardRulesLadderTest() {
        ladder.registered("carol", "sip:carol@192.0.2.9:5060");
        ladder.tables.peering = peer(1, Map.of());
    }

    private void calls(String uri) {
        ladder.authenticated(ladder.invite(uri, "c1", 1), "alice", "secret-alice");    // L ── INVITE ─▶ P, 100, 407, ACK, INVITE
        lb.expects(100);                                                              // L ◀─  100  ─── P
    }

    private void isRefused(int status, String reason, String... records) {
        assertThat(lb.expects(status).reason()).isEqualTo(reason);
        b2bua.expectsNothing();
        assertThat(records()).containsExactly(records);
    }

    private List<String> records() {
        return ladder.records.stream().map(ForwardSettings::describe).toList();
    }

    @ParameterizedTest @CsvSource({"CFU", "CFNA"})
    void aLockedForwarderForwardsNothing(ForwardType type) {
        bob.prefers("lock", "2").forwards(type, CAROL);
        calls(BOB);
        isRefused(403, "Caller locked", "call alice>bob dialled bob 403", type.word() + " bob>carol dialled carol 403");
    }

    @ParameterizedTest @CsvSource({"CFB, 486", "CFNA, 480", "CFR, 500"})
    void aLockedForwarderForwardsNothingThatItsPhoneHasRefused(ForwardType type, int status) {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("lock", "2").prefers("rerouting_codes", "500").forwards(type, CAROL);
        calls(BOB);
        b2bua.refuses(ladder.asks(BOB), status, "Something");
        isRefused(403, "Caller locked", "call alice>bob dialled bob 403", type.word() + " bob>carol dialled carol 403");
        ladder.isIdle();
    }

    @Test void aLockedSubscribersPhoneRedirectsNobody() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("lock", "2");
        calls(BOB);
        b2bua.sends(ProxyLadder.response(ladder.asks(BOB), 302, "Moved Temporarily", "s1").set("Contact", "<" + CAROL + ">"));
        b2bua.expects("ACK");
        isRefused(403, "Caller locked", "call alice>bob dialled bob 403", "cfb bob>carol dialled carol 403");
    }

    @Test void whoMayNotCallElsewhereMayNotForwardElsewhere() {
        bob.prefers("lock", "1").forwards(ForwardType.CFU, "sip:4366123@example.org", CAROL);
        calls(BOB);
        ladder.asks(CAROL);
        assertThat(records()).containsExactly("cfu bob>4366123 dialled 4366123 403");
    }

    @Test void callsToWhoIsPortedAwayFollowItsCfuOnly() {
        bob.prefers("lock", "5").forwards(ForwardType.CFNA, CAROL);
        calls(BOB);
        isRefused(403, "Callee locked", "call alice>bob dialled bob 403");
        bob.forwards(ForwardType.CFU, CAROL);
        calls(BOB);
        ladder.asks(CAROL);
    }

    @ParameterizedTest @CsvSource({"3", "4"})
    void whoMayNotBeCalledForwardsNothing(String lock) {
        bob.prefers("lock", lock).forwards(ForwardType.CFU, CAROL);
        calls(BOB);
        isRefused(403, "Callee locked", "call alice>bob dialled bob 403");
    }

    @ParameterizedTest @CsvSource({"adm_cf_ncos_id, 3", "adm_cf_ncos_set_id, 9", "ncos_id, 3", "adm_ncos_id, 3"})
    void theForwardersNcosHolds(String preference, String id) {
        ladder.tables.levels.put(3, new NcosLevel("abroad", false, false, false, List.of(PerlPattern.of("^4366")), List.of()));
        ladder.tables.levelSets.put(9, List.of(3));
        bob.prefers(preference, id).forwards(ForwardType.CFU, "sip:4366123@example.org");
        calls(BOB);
        isRefused(403, "Blocked by NCOS level", "call alice>bob dialled bob 403", "cfu bob>4366123 dialled 4366123 403");
    }

    @Test void ncosForForwardsDoesNotHoldForOwnCalls() {
        ladder.tables.levels.put(3, new NcosLevel("abroad", false, false, false, List.of(PerlPattern.of("^4366")), List.of()));
        ladder.accounts.add("alice", "431001", Map.of("adm_cf_ncos_id", List.of("3")));
        calls("sip:4366123@example.org");
        b2bua.expects("INVITE");
    }

    @Test void theCallersNcosDoesNotHoldForTheForward() {
        ladder.tables.levels.put(3, new NcosLevel("abroad", false, false, false, List.of(PerlPattern.of("^4366")), List.of()));
        ladder.accounts.add("alice", "431001", Map.of("ncos_id", List.of("3")));
        bob.forwards(ForwardType.CFU, "sip:4366123@example.org");
        calls(BOB);
        ladder.asks("sip:4366123@peer.example:51601;transport=udp;tandem-peer=1");
    }

    @Test void theForwardersBlockListHolds() {
        bob.prefers("block_out_list", "4366*").forwards(ForwardType.CFU, "sip:4366123@example.org");
        calls(BOB);
        isRefused(403, "Blocked by Caller", "call alice>bob dialled bob 403", "cfu bob>4366123 dialled 4366123 403");
    }

    @Test void theNextCalleeMayBlockTheFirstCaller() {
        carol.prefers("block_in_list", "431001");
        bob.forwards(ForwardType.CFU, CAROL);
        calls(BOB);
        isRefused(403, "Blocked by Callee", "call alice>bob dialled bob 403", "cfu bob>carol dialled carol 403");
    }

    @Test void whoIsBlockedIsNotForwarded() {
        bob.prefers("block_in_list", "431001").forwards(ForwardType.CFU, CAROL);
        calls(BOB);
        isRefused(403, "Blocked by Callee", "call alice>bob dialled bob 403");
    }

    @ParameterizedTest @CsvSource({"CFU, 302, unconditional", "CFNA, 503, unavailable"})
    void diversionAndHistoryTellOfTheForwarderIfTheCalleeWantsThem(ForwardType type, int cause, String reason) {
        carol.prefers("outbound_diversion", "uprn").prefers("outbound_history_info", "uprn").prefers("outbound_from_user", "uprn/upn");
        bob.forwards(type, CAROL);
        calls(BOB);
        SipMessage invite = ladder.asks(CAROL);
        assertThat(invite.headers("Diversion")).containsExactly("<sip:431002@example.org>;reason=" + reason + ";privacy=off;counter=1");
        assertThat(invite.headers("History-Info")).containsExactly("<sip:431002@example.org:5060;user=phone?Reason=SIP%3bcause%3d" + cause + ">;index=1",
                "<sip:carol@example.org:5060;user=phone>;index=1.1");
        assertThat(invite.header("P-App-From").orElseThrow()).contains("<sip:431002@example.org>");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        assertThat(ladder.records.getLast().srcLeg()).contains("\"div\":\"<sip:431002@example.org>;reason=" + reason,
                "\"last_hih\":\"<sip:carol@example.org:5060;user=phone>;index=1.1\"");
    }

    @Test void byDefaultTheCalleeIsNotToldOfTheForwarder() {
        bob.forwards(ForwardType.CFU, CAROL);
        calls(BOB);
        SipMessage invite = ladder.asks(CAROL);
        assertThat(invite.has("Diversion")).isFalse();
        assertThat(invite.has("History-Info")).isFalse();
    }

    @ParameterizedTest @CsvSource({"1, none", "0, history"})
    void aForwarderWhoHidesOrWhomTheCallerHidesIsNotNamedToSubscribers(String clir, String privacy) {
        carol.prefers("outbound_diversion", "uprn").prefers("outbound_history_info", "uprn");
        bob.prefers("clir", clir).forwards(ForwardType.CFU, CAROL);
        ladder.authenticated(ladder.invite(BOB, "c1", 1).add("Privacy", privacy), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = ladder.asks(CAROL);
        assertThat(invite.headers("Diversion")).containsExactly("<sip:anonymous@anonymous.invalid>;reason=unconditional;privacy=full;counter=1");
        assertThat(invite.headers("History-Info").getFirst()).isEqualTo("<sip:anonymous@anonymous.invalid;user=phone?privacy=history>;index=1");
        assertThat(invite.toString()).doesNotContain("431002");
    }

    @Test void peersAreToldOfAForwarderWhoHidesAndMustKeepItToThemselves() {
        ladder.tables.peering = peer(1, Map.of("outbound_diversion", "uprn", "outbound_history_info", "uprn", "outbound_diversion_counter", "3"));
        bob.prefers("clir", "1").forwards(ForwardType.CFU, "sip:4366123@example.org");
        calls(BOB);
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.headers("Diversion")).containsExactly("<sip:431002@example.org>;reason=unconditional;privacy=full;counter=3");
        assertThat(invite.headers("History-Info").getFirst())
                .isEqualTo("<sip:431002@example.org:5060;user=phone?Reason=SIP%3bcause%3d302&Privacy=history>;index=1");
    }

    @Test void anAnonymousCallerStaysAnonymousBehindAForward() {
        bob.forwards(ForwardType.CFU, CAROL);
        ladder.authenticated(ladder.invite(BOB, "c1", 1).add("Privacy", "id"), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = ladder.asks(CAROL);
        assertThat(invite.header("P-App-From")).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        assertThat(ladder.records).extracting(AccountingRecord::srcLeg).allMatch(leg -> leg.contains("\"clir\":1"));
    }

    @ParameterizedTest @CsvSource({"enabled, sip:carol@example.org", "immediate, sip:431003@example.org", "enabled, tel:+431003"})
    void aRedirectionByThePhoneIsAForward(String deflection, String contact) {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        carol.prefers("outbound_diversion", "uprn").prefers("outbound_history_info", "uprn");
        bob.prefers("call_deflection", deflection);
        calls(BOB);
        String fork = deflection.equals("immediate") ? ";tandem-fork=no_0_300_301_302_305_380" : "";
        b2bua.sends(ProxyLadder.response(ladder.asks(BOB + fork), 302, "Moved Temporarily", "s1").set("Contact", "<" + contact + ">"));
        b2bua.expects("ACK");
        SipMessage invite = ladder.asks("sip:carol@example.org;cause=302");
        assertThat(invite.has("Diversion")).isTrue();
        assertThat(invite.headers("History-Info").getFirst()).contains("cause%3d302");
        b2bua.answersWithSdp(invite, 200, "OK", "s2");
        lb.expects(200);
        assertThat(records()).hasSize(2).first().isEqualTo("call alice>bob dialled bob 200");
        assertThat(records().getLast()).startsWith("cfb bob>carol dialled ").endsWith(" 200");
    }

    @Test void thePhoneOfTheNextCalleeIsAskedWithTheCause() {
        SipMessage legB = ladder.request("INVITE", "sip:carol@example.org;cause=302", "c1_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1");
        b2bua.sends(legB);
        b2bua.expects(100);
        assertThat(lb.expects("INVITE").requestUri()).isEqualTo("sip:carol@192.0.2.9:5060;cause=302");
    }

    @Test void withoutDeflectionTheCallerIsToldWhereToCall() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("call_deflection", "disabled");
        calls(BOB);
        b2bua.sends(ProxyLadder.response(ladder.asks(BOB), 302, "Moved Temporarily", "s1").set("Contact", "<" + CAROL + ">"));
        b2bua.expects("ACK");
        assertThat(lb.expects(302).header("Contact")).contains("<" + CAROL + ">");
        assertThat(records()).containsExactly("call alice>bob dialled bob 302");
    }

    private void peerCalls() {
        lb.sends(ladder.invite("sip:431002@example.org", "p1", 1).set("From", "<sip:4366@127.0.2.1>;tag=p1").set("P-NGCP-Src-Ip", "127.0.2.1")
                .set("P-NGCP-Src-Port", "51601"));
        lb.expects(100);
    }

    @Test void aPeerIsRedirectedToItsOwnHost() {
        bob.redirects(ForwardType.CFU, "sip:4366123@example.org");
        peerCalls();
        SipMessage moved = lb.expects(302);
        assertThat(moved.reason()).isEqualTo("Moved Temporarily");
        assertThat(moved.headers("Contact")).containsExactly("<sip:4366123@peer.example>");
        assertThat(records()).containsExactly("cfu bob>4366123 dialled 4366123 302");
        assertThat(ladder.records.getFirst().dstDomain()).isEqualTo("peer.example");
        b2bua.expectsNothing();
        ladder.isIdle();
    }

    @Test void aPeerIsRedirectedWhenTheCalleeIsBusy() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.redirects(ForwardType.CFB, "sip:4366123@example.org");
        peerCalls();
        b2bua.answers(ladder.asks(BOB), 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        assertThat(lb.expects(302).headers("Contact")).containsExactly("<sip:4366123@peer.example>");
        assertThat(records()).containsExactly("cfb bob>4366123 dialled 4366123 302");
    }

    @ParameterizedTest @CsvSource({"CFNA, 480", "CFR, 500"})
    void aPeerIsRedirectedAfterWhateverThePhoneHasSaid(ForwardType type, int status) {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("rerouting_codes", "500").redirects(type, "sip:4366123@example.org");
        peerCalls();
        b2bua.refuses(ladder.asks(BOB), status, "Something");
        assertThat(lb.expects(302).headers("Contact")).containsExactly("<sip:4366123@peer.example>");
        assertThat(records()).containsExactly(type.word() + " bob>4366123 dialled 4366123 302");
        ladder.isIdle();
    }

    @Test void aPeerIsRedirectedWhenNobodyIsRegisteredOrTheCalleeIsAtItsLimit() {
        bob.redirects(ForwardType.CFNA, "sip:4366123@example.org");
        peerCalls();
        assertThat(lb.expects(302).headers("Contact")).containsExactly("<sip:4366123@peer.example>");
        ladder.registered("carol", "sip:carol@192.0.2.8:5060");
        carol.prefers("concurrent_max", "0").redirects(ForwardType.CFO, "sip:4366124@example.org");
        lb.sends(ladder.invite("sip:431003@example.org", "p2", 1).set("From", "<sip:4366@127.0.2.1>;tag=p1").set("P-NGCP-Src-Ip", "127.0.2.1")
                .set("P-NGCP-Src-Port", "51601"));
        lb.expects(100);
        assertThat(lb.expects(302).headers("Contact")).containsExactly("<sip:4366124@peer.example>");
        assertThat(records()).containsExactly("cfna bob>4366123 dialled 4366123 302", "cfo carol>4366124 dialled 4366124 302");
        ladder.isIdle();
    }

    @Test void aPeersCallIsForwardedOnTheForwardersAccount() {
        bob.forwards(ForwardType.CFU, "sip:4366123@example.org");
        peerCalls();
        SipMessage invite = ladder.asks("sip:4366123@peer.example:51601;transport=udp;tandem-peer=1");
        assertThat(invite.header("P-App-From").orElseThrow()).contains("sip:4366@127.0.2.1");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        assertThat(lb.expects(200).has("P-NGCP-Authorized")).isFalse();
        assertThat(records()).containsExactly("call 4366>bob dialled 431002 200", "cfu bob>4366123 dialled 4366123 200");
        assertThat(ladder.records.getLast().srcLeg()).contains("\"uuid\":\"uuid-bob\"", "\"cli\":\"431002\"", "\"lcr\":\"\"");
    }

    @Test void aForwardHoldsWhenItsTimeSetDoes() {
        bob.with(new ForwardMapping(1, ForwardType.CFU, TO_CAROL, Optional.of(TimeSet.NEVER), Optional.empty(), Optional.empty(), false));
        calls(BOB);
        isRefused(480, "Offline", "call alice>bob dialled bob 480");
    }

    @ParameterizedTest @CsvSource({"true, 4310*, true", "true, 4399*, false", "false, 4310*, false", "false, 4399*, true", "true, anonymous, false"})
    void aForwardHoldsForCallersOfItsSourceSet(boolean whitelist, String pattern, boolean holds) {
        NumberSet callers = new NumberSet(whitelist, List.of(new Wildcard(pattern)), List.of());
        bob.with(new ForwardMapping(1, ForwardType.CFU, TO_CAROL, Optional.empty(), Optional.of(callers), Optional.empty(), false));
        calls(BOB);
        follows(holds);
    }

    @ParameterizedTest @CsvSource({"true, ^4310, true", "true, ^4399, false", "false, ^4310, false", "true, ^bob$, true"})
    void aForwardHoldsForNumbersThatWereDialled(boolean whitelist, String pattern, boolean holds) {
        NumberSet dialled = new NumberSet(whitelist, List.of(), List.of(PerlPattern.of(pattern)));
        bob.with(new ForwardMapping(1, ForwardType.CFU, TO_CAROL, Optional.empty(), Optional.empty(), Optional.of(dialled), false));
        calls(BOB);
        follows(holds);
    }

    private void follows(boolean holds) {
        if (holds) {
            ladder.asks(CAROL);
        } else {
            isRefused(480, "Offline", "call alice>bob dialled bob 480");
        }
    }

    @Test void peersAreChosenForTheForwarderIfThatIsWanted() {
        ladder.tables.peering = peer(1, Map.of(), "^sip:431002@");
        bob.forwards(ForwardType.CFU, "sip:4366123@example.org");
        calls(BOB);
        isRefused(404, "Not Found", "call alice>bob dialled bob 404", "cfu bob>4366123 dialled 4366123 404");
        bob.prefers("lcr_peer_cf", "1");
        calls(BOB);
        b2bua.expects("INVITE");
    }
}
