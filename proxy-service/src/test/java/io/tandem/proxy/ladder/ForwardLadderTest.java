package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.forward.Forwards;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.proxy.forward.ForwardProperties;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ForwardSettings.peer;
import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Call forwards (signalling.md §2.12): Alice calls Bob, who forwards to Carol; leg A from the load balancer (L) through the proxy (P) to the B2BUA (S). */
class ForwardLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private static final String CAROL = "sip:carol@example.org";
    private static final String DAVE = "sip:dave@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ForwardSettings bob = new ForwardSettings(ladder, "bob", "431002");
    private final ForwardSettings carol = new ForwardSettings(ladder, "carol", "431003");
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    ForwardLadderTest() {
        ladder.accounts.add("dave", "431004", Map.of());
        ladder.registered("carol", "sip:carol@192.0.2.9:5060");
        ladder.registered("dave", "sip:dave@192.0.2.9:5060");
    }

    private SipMessage calls(String uri) {
        return ladder.calls(uri, "c1");
    }

    private void answered(SipMessage invite) {
        b2bua.answersWithSdp(invite, 200, "OK", "s9");                                               // P ◀─  200  ─── S
        assertThat(lb.expects(200).header("P-NGCP-Authorization")).contains("alice@example.org");    // L ◀─  200  ─── P
    }

    private List<String> records() {
        return ladder.records.stream().map(ForwardSettings::describe).toList();
    }

    @Test void cfuGoesToAnotherSubscriberWhoSeesTheFirstCaller() {
        bob.forwards(ForwardType.CFU, CAROL);
        calls(BOB);
        SipMessage invite = ladder.asks(CAROL);
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:431001@example.org>");
        assertThat(invite.header("P-App-To")).contains("<sip:carol@example.org>");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(invite.header("P-Caller-UUID")).as("Bob pays").contains("uuid-bob");
        assertThat(invite.header("P-Callee-UUID")).contains("uuid-carol");
        answered(invite);
        lb.expectsNothing();
        assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cfu bob>carol dialled carol 200");
        AccountingRecord leg = ladder.records.getLast();
        assertThat(leg.srcLeg()).contains("\"cli\":\"431002\"", "\"cli_out\":\"431001\"", "\"pai\":\"431001\"", "\"uuid\":\"uuid-bob\"");
        assertThat(ladder.records).extracting(AccountingRecord::branchId).containsExactly("", "cfu-1");
    }

    @Test void cfuGoesToANumberAtAPeer() {
        ladder.tables.peering = peer(1, Map.of());
        bob.forwards(ForwardType.CFU, "sip:4366123@example.org");
        calls(BOB);
        SipMessage invite = ladder.asks("sip:4366123@peer.example:51601;transport=udp;tandem-peer=1");
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:431001@example.org>");
        answered(invite);
        assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cfu bob>4366123 dialled 4366123 200");
        assertThat(ladder.records.getLast().dstLeg()).contains("\"lcr\":\"1\"", "\"d\":\"127.0.2.1\"");
    }

    @ParameterizedTest
    @CsvSource({"callee, 4366123", "rcvd_to, 431002", "orig_callee, 431002", "pbx_extension, 4366123"})
    void toAtAPeerIsWhatThePeerWants(String wish, String user) {
        ladder.tables.peering = peer(1, Map.of("outbound_to_user", wish, "outbound_to_user_is_phone", "1"));
        bob.forwards(ForwardType.CFU, "sip:4366123@example.org");
        calls("sip:431002@example.org");
        SipMessage invite = ladder.asks("sip:4366123@peer.example:51601;transport=udp;tandem-peer=1");
        assertThat(invite.header("P-App-To")).contains("<sip:" + user + "@peer.example;user=phone>");
    }

    @Test void whoeverIsForwardedToMayBeToldWhoWasCalledFirst() {
        bob.forwards(ForwardType.CFU, CAROL);
        carol.prefers("outbound_to_user", "orig_callee");
        calls("sip:431002@example.org");
        assertThat(ladder.asks(CAROL).header("P-App-To")).contains("<sip:431002@example.org>");
    }

    @Test void aPeerThatFailsIsFollowedByTheNextDestination() {
        ladder.tables.peering = peer(1, Map.of());
        bob.forwards(ForwardType.CFU, "sip:4366123@example.org", CAROL);
        calls(BOB);
        b2bua.refuses(ladder.asks("sip:4366123@peer.example:51601;transport=udp;tandem-peer=1"), 503, "Service Unavailable");
        answered(ladder.asks(CAROL));
        assertThat(records()).containsExactly("cfu bob>4366123 dialled 4366123 503", "call alice>bob dialled bob 200", "cfu bob>carol dialled carol 200");
    }

    @Test void cfnaFollowsWhenNoPhoneIsRegistered() {
        bob.forwards(ForwardType.CFNA, CAROL);
        calls(BOB);
        answered(ladder.asks(CAROL));
        assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cfna bob>carol dialled carol 200");
    }

    @ParameterizedTest @CsvSource({"CFB, 486", "CFB, 600", "CFNA, 480", "CFNA, 408"})
    void theAnswerOfThePhonesForwards(ForwardType type, int status) {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.forwards(type, CAROL);
        calls(BOB);
        b2bua.refuses(ladder.asks(BOB), status, "Something");
        lb.expectsNothing();
        answered(ladder.asks(CAROL));
        assertThat(records()).containsExactly("call alice>bob dialled bob 200", type.word() + " bob>carol dialled carol 200");
    }

    @ParameterizedTest @CsvSource({"486, CFNA", "480, CFB", "404, CFB", "487, CFR"})
    void anotherAnswerGoesToTheCaller(int status, ForwardType type) {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("rerouting_mode", "blacklist").forwards(type, CAROL);
        calls(BOB);
        b2bua.refuses(ladder.asks(BOB), status, "Something");
        lb.expects(status);
        assertThat(records()).containsExactly("call alice>bob dialled bob " + status);
    }

    @Test void cftFollowsAfterTheRingTimeout() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("ringtimeout", "5").forwards(ForwardType.CFT, CAROL);
        calls(BOB);
        SipMessage first = ladder.asks(BOB);
        b2bua.answers(first, 180, "Ringing", "s1");
        lb.expects(180);
        ladder.time.passes(Duration.ofMillis(4900));
        b2bua.expectsNothing();
        ladder.time.passes(Duration.ofMillis(100));
        SipMessage cancel = b2bua.expects("CANCEL");
        b2bua.answers(cancel, 200, "canceling", "s1");
        b2bua.refuses(first, 487, "Request terminated");
        lb.expectsNothing();
        answered(ladder.asks(CAROL));
        assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cft bob>carol dialled carol 200");
    }

    @Test void withoutCftTheRingTimeoutDoesNotEndACall() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("ringtimeout", "5").forwards(ForwardType.CFB, CAROL);
        calls(BOB);
        b2bua.answers(ladder.asks(BOB), 180, "Ringing", "s1");
        lb.expects(180);
        ladder.time.passes(Duration.ofSeconds(60));
        b2bua.expectsNothing();
    }

    @ParameterizedTest @CsvSource({"whitelist, 488, 488, true", "whitelist, 503, 503, true", "whitelist, 500, 500, false", "whitelist, 404, 404, false",
            "blacklist, 503, 500, false", "blacklist, 500, 500, true", "blacklist, 404, 404, true"})
    void cfrFollowsCodesOfTheCallee(String mode, int status, int told, boolean forwarded) {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("rerouting_mode", mode).prefers("rerouting_codes", "488", "503").forwards(ForwardType.CFR, CAROL);
        calls(BOB);
        b2bua.refuses(ladder.asks(BOB), status, "Something");
        if (forwarded) {
            answered(ladder.asks(CAROL));
            assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cfr bob>carol dialled carol 200");
        } else {
            lb.expects(told);
        }
    }

    @Test void destinationsAreTriedOneAfterTheOther() {
        bob.forwards(ForwardType.CFU, CAROL, "sip:nobody@elsewhere.example", DAVE);
        calls(BOB);
        b2bua.refuses(ladder.asks(CAROL), 486, "Busy Here");
        answered(ladder.asks(DAVE));
        assertThat(records()).containsExactly("cfu bob>carol dialled carol 486", "cfu bob>nobody dialled nobody 404", "call alice>bob dialled bob 200",
                "cfu bob>dave dialled dave 200");
        assertThat(ladder.records).extracting(AccountingRecord::branchId).containsExactly("cfu-1", "cfu-2", "", "cfu-3");
    }

    @Test void aDestinationThatDoesNotAnswerInTimeIsFollowedByTheNext() {
        bob.forwards(ForwardType.CFU, Duration.ofSeconds(10), CAROL, DAVE);
        calls(BOB);
        SipMessage first = ladder.asks(CAROL);
        b2bua.answers(first, 180, "Ringing", "s1");
        lb.expects(180);
        ladder.time.passes(Duration.ofSeconds(10));
        b2bua.answers(b2bua.expects("CANCEL"), 200, "canceling", "s1");
        b2bua.refuses(first, 487, "Request terminated");
        answered(ladder.asks(DAVE));
        assertThat(records()).containsExactly("cfu bob>carol dialled carol 480", "call alice>bob dialled bob 200", "cfu bob>dave dialled dave 200");
    }

    @Test void whenTheLastDestinationFailsTheCallerHearsWhatItSaid() {
        bob.forwards(ForwardType.CFU, CAROL, DAVE);
        calls(BOB);
        b2bua.refuses(ladder.asks(CAROL), 486, "Busy Here");
        b2bua.refuses(ladder.asks(DAVE), 404, "Not Found");
        lb.expects(404);
        assertThat(records()).containsExactly("cfu bob>carol dialled carol 486", "call alice>bob dialled bob 404", "cfu bob>dave dialled dave 404");
        ladder.isIdle();
    }

    @Test void aDestinationForwardsAgain() {
        bob.forwards(ForwardType.CFU, CAROL);
        carol.forwards(ForwardType.CFB, DAVE);
        calls(BOB);
        b2bua.refuses(ladder.asks(CAROL), 486, "Busy Here");
        answered(ladder.asks(DAVE));
        assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cfu bob>carol dialled carol 200", "cfb carol>dave dialled dave 200");
    }

    @Test void theTimeOfADestinationCountsItsOwnForwards() {
        bob.forwards(ForwardType.CFU, Duration.ofSeconds(10), CAROL, "sip:dave@example.org");
        carol.prefers("ringtimeout", "6").forwards(ForwardType.CFT, "sip:431005@example.org", "sip:alice@example.org");
        ladder.accounts.add("erin", "431005", Map.of());
        ladder.registered("erin", "sip:erin@192.0.2.9:5060");
        calls(BOB);
        givesUp(ladder.asks(CAROL), 6);
        givesUp(ladder.asks("sip:erin@example.org"), 4);
        answered(ladder.asks(DAVE));
        assertThat(records()).containsExactly("cft carol>erin dialled 431005 480", "cfu bob>carol dialled carol 480", "call alice>bob dialled bob 200",
                "cfu bob>dave dialled dave 200");
    }

    private void givesUp(SipMessage invite, int seconds) {
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        ladder.time.passes(Duration.ofSeconds(seconds));
        b2bua.answers(b2bua.expects("CANCEL"), 200, "canceling", "s1");
        b2bua.refuses(invite, 487, "Request terminated");
    }

    @Test void theCallerGivesUpWhileADestinationRings() {
        bob.forwards(ForwardType.CFU, CAROL, DAVE);
        SipMessage sent = calls(BOB);
        SipMessage invite = ladder.asks(CAROL);
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        lb.sends(cancelFor(sent));
        lb.expects(200);
        b2bua.answers(b2bua.expects("CANCEL"), 200, "canceling", "s1");
        b2bua.refuses(invite, 487, "Request terminated");
        lb.expects(487);
        b2bua.expectsNothing();
        assertThat(records()).containsExactly("call alice>bob dialled bob 487", "cfu bob>carol dialled carol 487");
        ladder.isIdle();
    }

    @Test void theCallerGivesUpWhileADestinationIsLookedInto() {
        bob.forwards(ForwardType.CFB, CAROL);
        carol.forwards(ForwardType.CFB, DAVE);
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        SipMessage sent = calls(BOB);
        CompletableFuture<Forwards> pending = new CompletableFuture<>();
        ladder.tables.pendingForwards = Optional.of(pending);
        b2bua.refuses(ladder.asks(BOB), 486, "Busy Here");
        lb.sends(cancelFor(sent));
        lb.expects(200);
        lb.expects(487);
        pending.complete(Forwards.NONE);
        ladder.time.runDue();
        b2bua.expectsNothing();
        assertThat(records()).containsExactly("call alice>bob dialled bob 487", "cfb bob>carol dialled carol 487");
        ladder.isIdle();
    }

    @Test void aDatabaseThatIsAwayEndsTheForwardAndNotTheProxy() {
        bob.forwards(ForwardType.CFB, CAROL);
        carol.forwards(ForwardType.CFB, DAVE);
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        calls(BOB);
        ladder.tables.pendingForwards = Optional.of(CompletableFuture.failedFuture(new IllegalStateException("database away")));
        b2bua.refuses(ladder.asks(BOB), 486, "Busy Here");
        lb.expects(503);
        assertThat(records()).containsExactly("call alice>bob dialled bob 503", "cfb bob>carol dialled carol 503");
        ladder.isIdle();
    }

    @Test void whoForwardsToHimselfIsUnavailable() {
        bob.forwards(ForwardType.CFU, BOB);
        calls(BOB);
        assertThat(lb.expects(480).reason()).isEqualTo("Unavailable");
        assertThat(records()).containsExactly("call alice>bob dialled bob 480", "cfu bob>bob dialled bob 480");
    }

    @Test void twoWhoForwardToEachOtherAreUnavailable() {
        bob.forwards(ForwardType.CFU, CAROL);
        carol.forwards(ForwardType.CFU, BOB);
        calls(BOB);
        assertThat(lb.expects(480).reason()).isEqualTo("Unavailable");
        b2bua.expectsNothing();
    }

    @Test void withoutLoopDetectionTheDepthEndsALoop() {
        ProxyLadder deep = new ProxyLadder(new ForwardProperties(4, false, false));
        new ForwardSettings(deep, "bob", "431002").forwards(ForwardType.CFU, BOB);
        deep.authenticated(deep.invite(BOB, "c1", 1), "alice", "secret-alice");
        deep.lb.expects(100);
        assertThat(deep.lb.expects(480).reason()).isEqualTo("Unavailable");
        assertThat(deep.records).hasSize(5);
    }

    @Test void oneCallIsForwardedByNoMoreThan32Legs() {
        bob.forwards(ForwardType.CFU, IntStream.range(0, 40).mapToObj(i -> "sip:nobody" + i + "@elsewhere.example").toArray(String[]::new));
        calls(BOB);
        lb.expects(404);
        assertThat(ladder.records).hasSize(33);
        assertThat(ladder.records).extracting(AccountingRecord::branchId).doesNotHaveDuplicates();
    }

    @Test void theCallerIsToldOfAForwardIfThatIsConfigured() {
        ProxyLadder telling = new ProxyLadder(new ForwardProperties(10, true, true));
        new ForwardSettings(telling, "bob", "431002").forwards(ForwardType.CFU, "sip:alice@example.org");
        telling.authenticated(telling.invite(BOB, "c1", 1), "alice", "secret-alice");
        telling.lb.expects(100);
        assertThat(telling.lb.expects(181).reason()).isEqualTo("Call Is Being Forwarded");
    }

    @Test void cfuToTheVoiceboxIsAnsweredByTheAppServer() {
        bob.forwards(ForwardType.CFU, "sip:vmu431002@voicebox.local");
        calls(BOB);
        SipMessage invite = ladder.appServer.expects("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:vmu431002@voicebox.local");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        ladder.appServer.answersWithSdp(invite, 200, "OK", "v1");
        lb.expects(200);
        assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cfu bob>vmu431002 dialled vmu431002 200");
        assertThat(ladder.records.getLast().dstDomain()).isEqualTo("voicebox.local");
    }

    @Test void aCallInsideTheDialogGoesWhereTheForwardLed() {
        bob.forwards(ForwardType.CFU, CAROL);
        calls(BOB);
        answered(ladder.asks(CAROL));
        lb.sends(ladder.inDialog("BYE", "c1", 3, "s9"));
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "s9");
        lb.expects(200);
        assertThat(ladder.records).extracting(AccountingRecord::method).containsExactly("INVITE", "INVITE", "BYE");
        ladder.isIdle();
    }

    @Test void whoForwardsNothingCostsNoLookUp() {
        ladder.registered("alice", "sip:alice@192.0.2.1:5060");
        calls("sip:dave@example.org");
        ladder.asks(DAVE);
        assertThat(ladder.tables.forwardReads).isEmpty();
    }

    @Test void dndRefusesAndForwardsNothing() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("dnd", "1").forwards(ForwardType.CFU, CAROL).forwards(ForwardType.CFB, CAROL);
        calls(BOB);
        assertThat(lb.expects(486).reason()).isEqualTo("Busy");
        b2bua.expectsNothing();
        assertThat(records()).containsExactly("call alice>bob dialled bob 486");
    }

    @Test void nobodyCallsForHelpByAForward() {
        ladder.tables.peering = peer(1, Map.of());
        bob.forwards(ForwardType.CFU, "sip:emergency_112@example.org");
        calls(BOB);
        lb.expects(404);
        b2bua.expectsNothing();
    }

    @Test void aSpoiledDestinationIsLeftOut() {
        bob.forwards(ForwardType.CFU, "no uri", CAROL);
        calls(BOB);
        answered(ladder.asks(CAROL));
    }

    @Test void aForwardThatLeadsNowhereIsNotFound() {
        bob.forwards(ForwardType.CFU, "no uri");
        calls(BOB);
        lb.expects(404);
        assertThat(records()).containsExactly("call alice>bob dialled bob 404");
    }

    @Test void theMappingsSetsDecideWhichForwardHolds() {
        bob.forwardsFor("4399*", ForwardType.CFU, DAVE).forwardsFor("431001", ForwardType.CFU, CAROL);
        calls(BOB);
        answered(ladder.asks(CAROL));
    }
}
