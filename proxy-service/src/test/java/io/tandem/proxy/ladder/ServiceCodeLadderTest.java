package io.tandem.proxy.ladder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.sip.message.SipMessage;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Vertical service codes (signalling.md §3.8): which of them the app server is asked for, and with what. */
class ServiceCodeLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party appServer = ladder.appServer;

    @BeforeEach void aliceHasRules() {
        ladder.tables.rewrites.put(5, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^112$", "emergency_112"),
                new RewriteRule("^00([1-9]\\d+)$", "\\1"), new RewriteRule("^0([1-9]\\d+)$", "43\\1"), new RewriteRule("^([1-9]\\d+)$", "431\\1")))));
        alice("rewrite_rule_set=5");
    }

    private void alice(String pairs) {
        Map<String, List<String>> set = new HashMap<>();
        for (String pair : pairs.split(";")) {
            set.put(pair.substring(0, pair.indexOf('=')), List.of(pair.substring(pair.indexOf('=') + 1)));
        }
        ladder.accounts.add("alice", "431001", set);
    }

    private void dials(String code, String callId) {
        String user = code.replace("#", "%23");
        ladder.authenticated(ladder.invite("sip:" + user + "@example.org", callId, 1), "alice", "secret-alice"); // L ── INVITE ─▶ P
        lb.expects(100);                                                                                        // L ◀─  100  ─── P
    }

    @ParameterizedTest
    @CsvSource({
        "*72*5551234,       cfu=on;uri=sip:4315551234@example.org",
        "*72*+43664123,     cfu=on;uri=sip:+43664123@example.org",
        "*72*2000,          cfu=on;uri=sip:vmu431001@voicebox.local",
        "*90*0664123,       cfb=on;uri=sip:43664123@example.org",
        "*90*2000,          cfb=on;uri=sip:vmb431001@voicebox.local",
        "*92*15*0664123,    cft=on;seconds=15;uri=sip:43664123@example.org",
        "*93*0049891,       cfna=on;uri=sip:49891@example.org",
        "*50*10664123,      speeddial=on;slot=*1;uri=sip:43664123@example.org",
        "*55*1420,          reminder=on;time=14:20",
        "*32*,              block_in_clir=on",
        "*31*,              clir=on",
        "*77*,              colr=on",
        "*78*,              dnd=on",
        "#72,               cfu=off",
        "#90#,              cfb=off",
        "#92,               cft=off",
        "#93,               cfna=off",
        "#55,               reminder=off",
        "#551420,           reminder=off",
        "#32,               block_in_clir=off",
        "#31#,              clir=off",
        "#77#,              colr=off",
        "#78#,              dnd=off",
        "#99,               forwards=off",
        "#99#,              forwards=off",
        "#88,               everything=off"})
    void aCodeIsAnsweredByTheAppServer(String dialled, String parameters) {
        dials(dialled, "c1");
        SipMessage invite = appServer.expects("INVITE");                                                        // P ── INVITE ─▶ A
        assertThat(invite.requestUri()).isEqualTo("sip:" + dialled.replace("#", "%23") + "@vsc.local");
        assertThat(invite.header("P-App-Name")).contains("sw_vsc");
        assertThat(invite.header("P-App-Param").map(set -> List.of(set.split(";")))).get().asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder((Object[]) parameters.split(";"));
        assertThat(invite.header("P-Caller-UUID")).contains("uuid-alice");
        assertThat(invite.header("P-Language")).contains("en");
        appServer.answersWithSdp(invite, 200, "OK", "s1");                                                      // P ◀─ 200 ── A
        lb.expects(200);                                                                                        // L ◀─ 200 ── P
        assertThat(ladder.records.getLast().dstLeg()).contains("\"dialed\":\"" + dialled + "\"", "\"d\":\"vsc.local\"");
    }

    @ParameterizedTest
    @CsvSource({"*69*, play_last_caller", "play_last_caller, play_last_caller", "*39*, malicious_call", "malicious_call, malicious_call"})
    void codesAboutTheLastCallerHaveApplicationsOfTheirOwn(String dialled, String application) {
        dials(dialled, "c1");
        SipMessage invite = appServer.expects("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:" + dialled + "@vsc.local");
        assertThat(invite.header("P-App-Name")).contains(application);
        assertThat(invite.header("P-App-Param")).contains(application + "=on");
        assertThat(invite.header("P-Caller-UUID")).contains("uuid-alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*72*", "*72*abc", "*72*112", "*92*5551234", "*92*0*5551234", "*50*1", "*50*x5551234", "*55*2460", "*55*", "*78*1"})
    void aCodeWithoutWhatItNeedsChangesNothing(String dialled) {
        dials(dialled, "c1");
        assertThat(appServer.expects("INVITE").header("P-App-Param")).contains("invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*71*5551234", "#721", "#31#5551234", "#50", "#69", "*81*431002", "*99*", "*88*", "#", "**"})
    void whatIsNoCodeIsANumberThatNobodyHas(String dialled) {
        dials(dialled, "c1");
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
        appServer.expectsNothing();
    }

    @Test void withoutRulesANumberBehindACodeIsInternational() {
        alice("language=de");
        dials("*72*43664123", "c1");
        SipMessage invite = appServer.expects("INVITE");
        assertThat(invite.header("P-App-Param")).contains("cfu=on;uri=sip:+43664123@example.org");
        assertThat(invite.header("P-Language")).contains("de");
    }

    @Test void whoMayNotChangeSettingsIsTold() {
        alice("reject_vsc=1");
        dials("*78*", "c1");
        assertThat(lb.expects(403).reason()).isEqualTo("VSC Forbidden");
        assertThat(ladder.records.getLast().sipCode()).isEqualTo(403);
        dials("2000", "c2");
        assertThat(appServer.expects("INVITE").requestUri()).isEqualTo("sip:abc431001@voicebox.local");
    }

    @Test void ownServicesAreReachedByWhoMayCallNobody() {
        alice("block_out_mode=1;adm_block_out_mode=1");
        dials("*78*", "c1");
        appServer.expects("INVITE");
        dials("2000", "c2");
        appServer.expects("INVITE");
        dials("431002", "c3");
        assertThat(lb.expects(403).reason()).isEqualTo("Blocked by Admin");
    }

    @Test void theOwnVoiceboxIsKnownBeforeAndAfterTheRules() {
        dials("2000", "c1");
        SipMessage invite = appServer.expects("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:abc431001@voicebox.local");
        appServer.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records.getLast().dstLeg()).contains("\"dialed\":\"2000\"", "\"u\":\"abc431001\"", "\"d\":\"voicebox.local\"");
        alice("rewrite_rule_set=5;cc=43;ac=1");
        dials("+4312000", "c2"); // a home router has put country and area code before it
        assertThat(appServer.expects("INVITE").requestUri()).isEqualTo("sip:abc431001@voicebox.local");
        ladder.tables.rewrites.put(6, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^888$", "2000")))));
        alice("rewrite_rule_set=6");
        dials("888", "c3");
        assertThat(appServer.expects("INVITE").requestUri()).isEqualTo("sip:abc431001@voicebox.local");
    }

    @Test void aNumberIsHiddenForOneCall() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        dials("*31*00431002", "c3"); // rewritten as if it had been dialled alone
        SipMessage hidden = ladder.b2bua.expects("INVITE");
        assertThat(hidden.requestUri()).isEqualTo("sip:bob@example.org");
        assertThat(hidden.header("Privacy")).contains("id");
        assertThat(hidden.header("P-App-From").orElseThrow()).contains("anonymous.invalid");
        ladder.b2bua.answersWithSdp(hidden, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records.getLast().srcLeg()).contains("\"clir\":1", "\"cli\":\"431001\"");
        assertThat(ladder.records.getLast().dstLeg()).contains("\"dialed\":\"*31*00431002\"");
        dials("00431002", "c4");
        assertThat(ladder.b2bua.expects("INVITE").header("Privacy")).as("the next call").isEmpty();
    }

    @Test void whatWasDialledLastIsDialledAgain() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        alice("last_number_redial=1");
        dials("*66*", "c0");
        assertThat(lb.expects(404).reason()).as("nothing was dialled yet").isEqualTo("Not Found");
        dials("431002", "c1");
        ladder.b2bua.expects("INVITE");
        dials("*78*", "c2");
        appServer.expects("INVITE");
        dials("*66*", "c3");
        SipMessage again = ladder.b2bua.expects("INVITE");
        assertThat(again.requestUri()).as("the code in between does not count").isEqualTo("sip:bob@example.org");
        alice("cc=43");
        dials("*66*", "c4");
        assertThat(lb.expects(404).reason()).as("who may not").isEqualTo("Not Found");
    }

    @Test void aForwardChangesNoSettings() {
        new ForwardSettings(ladder, "alice", "431001").forwards(ForwardType.CFU, "sip:*78*@example.org");
        ladder.authenticated(ladder.invite("sip:431001@example.org", "c1", 1).set("From", "\"Bob\" <sip:bob@example.org>;tag=a1"), "bob", "secret-bob");
        lb.expects(100);
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
        appServer.expectsNothing();
    }

    @ParameterizedTest
    @CsvSource({"*97*5, park, 5", "*98*5, unpark, 5", "*97*, park, ''", "*98*0123, unpark, 0123"})
    void aPhoneOfACloudPbxParksAtAPlaceOfItsCustomer(String dialled, String application, String place) {
        ladder.accounts.add("alice", "431001", Map.of("cloud_pbx", List.of("1")));
        ladder.calls("sip:" + dialled + "@example.org", "c1");
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.header("P-App-Name")).contains(application);
        assertThat(";" + invite.header("P-App-Param").orElseThrow() + ";").contains(";a_park_domain=7;park_place=" + place + ";", ";calltimer=");
        assertThat(invite.header("P-App-Party").orElseThrow()).contains("caller=uuid-alice;caller_pbx=7");
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        ladder.lb.expects(200);
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.dstUser()).isEqualTo(dialled);
            assertThat(record.dstDomain()).isEqualTo("vsc.local");
        });
    }

    @ParameterizedTest
    @CsvSource({"*97*12345, 1", "*97*x, 1", "*97*5, 0"})
    void whatIsNoPlaceAndWhoHasNoCloudPbxHearsThatItIsWrong(String dialled, String pbx) {
        ladder.accounts.add("alice", "431001", Map.of("cloud_pbx", List.of(pbx)));
        ladder.calls("sip:" + dialled + "@example.org", "c1");
        assertThat(ladder.appServer.expects("INVITE").header("P-App-Param")).contains("invalid");
        ladder.b2bua.expectsNothing();
    }
}
