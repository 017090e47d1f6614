package io.tandem.billing.mediation;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.tandem.billing.cdr.CallStatus;
import io.tandem.billing.cdr.CallType;
import io.tandem.billing.cdr.Cdr;
import io.tandem.billing.cdr.CdrTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.billing.mediation.Rows.bye;
import static io.tandem.billing.mediation.Rows.invite;
import static io.tandem.billing.mediation.Rows.with;
import static org.assertj.core.api.Assertions.assertThat;

class CallMediationTest {
    private long nowSeconds = Rows.T0 + 100;
    private Set<AccountingRow.Identity> mediated = Set.of();

    @Test void answeredCallWithByeIsOneRecord() {
        var outcome = decide(invite(1, 200, 10), bye(2, 15.25)); // 200 at 10 s, BYE at 15.25 s
        assertThat(outcome.cdrs()).singleElement().satisfies(cdr -> {
            assertThat(cdr.status()).isEqualTo(CallStatus.OK);
            assertThat(cdr.type()).isEqualTo(CallType.CALL);
            assertThat(cdr.code()).isEqualTo("200");
            assertThat(cdr.initTime()).isEqualByComparingTo(Rows.time(8));
            assertThat(cdr.startTime()).isEqualByComparingTo(Rows.time(10));
            assertThat(cdr.duration()).isEqualByComparingTo("5.250");
            assertThat(cdr.callId()).isEqualTo("call-1");
            assertThat(cdr.group()).contains("group-1");
        });
        assertThat(ids(outcome.done())).containsExactly(1L, 2L);
    }

    @Test void eachPartOfATextMessageIsARecordWithoutDuration() {
        AccountingRow first = invite(1, "call-1", "ta", "tb", 202, 10, "sms");
        AccountingRow second = new AccountingRow(2, first.method(), first.fromTag(), first.toTag(), first.callId(), first.sipCode(), first.timeHires(),
                first.srcLeg(), first.dstLeg(), "part-2");
        var outcome = decide(first, second, bye(3, 10));
        assertThat(outcome.cdrs()).hasSize(2).allSatisfy(cdr -> {
            assertThat(cdr.type()).isEqualTo(CallType.SMS);
            assertThat(cdr.status()).isEqualTo(CallStatus.OK);
            assertThat(cdr.duration()).isEqualByComparingTo("0");
        });
        assertThat(ids(outcome.done())).containsExactly(1L, 2L, 3L);
    }

    @Test void recordHoldsAllThatTheLegsSay() {
        Cdr cdr = decide(invite(1, 200, 10), bye(2, 15)).cdrs().getFirst();
        assertThat(cdr.source().cli()).isEqualTo("43110001");
        assertThat(cdr.source().clir()).isTrue();
        assertThat(cdr.source().ip()).isEqualTo("127.126.0.1");
        assertThat(cdr.source().userOut()).isEqualTo("0043110001");
        assertThat(cdr.source().party().accountId()).isEqualTo(3);
        assertThat(cdr.source().party().externalSubscriberId()).isEqualTo("ext-a");
        assertThat(cdr.source().party().externalContractId()).isEqualTo("ext-ca");
        assertThat(cdr.source().party().gpp()).startsWith("g0", "", "").endsWith("g9");
        assertThat(cdr.destination().userDialed()).isEqualTo("10002");
        assertThat(cdr.destination().userIn()).isEqualTo("43110002");
        assertThat(cdr.destination().domainIn()).isEqualTo("example.org");
        assertThat(cdr.destination().party().user()).isEqualTo("bob");
        assertThat(cdr.destination().party().accountId()).isEqualTo(4);
        assertThat(cdr.tags()).containsExactlyInAnyOrder(
                new CdrTag(CdrTag.Kind.P_ASSERTED_IDENTITY, CdrTag.Side.SOURCE, "sip:43110001@example.org"),
                new CdrTag(CdrTag.Kind.P_PREFERRED_IDENTITY, CdrTag.Side.SOURCE, "<sip:x@y>"),
                new CdrTag(CdrTag.Kind.CONCURRENT_CALLS_COUNT, CdrTag.Side.SOURCE, "1"),
                new CdrTag(CdrTag.Kind.R_USER, CdrTag.Side.DESTINATION, "bob"),
                new CdrTag(CdrTag.Kind.R_USER_AGENT, CdrTag.Side.DESTINATION, "SIPp"));
    }

    @ParameterizedTest
    @CsvSource({"486,BUSY", "480,NOANSWER", "404,OFFLINE", "487,CANCEL", "408,TIMEOUT", "403,OTHER", "603,OTHER", "302,OTHER"})
    void refusedCallIsARecordAtOnceWithoutDuration(int code, CallStatus status) {
        var outcome = decide(invite(1, code, 10));
        assertThat(outcome.cdrs()).singleElement().satisfies(cdr -> {
            assertThat(cdr.status()).isEqualTo(status);
            assertThat(cdr.code()).isEqualTo(Integer.toString(code));
            assertThat(cdr.duration()).isEqualByComparingTo("0");
            assertThat(cdr.startTime()).isEqualByComparingTo(cdr.initTime()).isEqualByComparingTo(Rows.time(8));
        });
        assertThat(ids(outcome.done())).containsExactly(1L);
    }

    @Test void callInProgressStays() { assertNothingHappens(decide(invite(1, 200, 10))); }

    @Test void byeThatComesBeforeItsInviteWaits() {
        assertNothingHappens(decide(bye(1, 15)));
        assertThat(decide(bye(1, 15), invite(2, 200, 10)).cdrs()).singleElement()
                .satisfies(cdr -> assertThat(cdr.duration()).isEqualByComparingTo("5"));
    }

    @Test void byeThatCrossesThe200GivesNoNegativeDuration() {
        assertThat(decide(invite(1, 200, 10), bye(2, 9.9)).cdrs()).singleElement()
                .satisfies(cdr -> assertThat(cdr.duration()).isEqualByComparingTo(BigDecimal.ZERO));
    }

    @Test void calleeHangsUpWithTagsSwapped() {
        assertThat(decide(invite(1, 200, 10), bye(2, "call-1", "tb", "ta", 12)).cdrs()).hasSize(1);
    }

    @Test void firstOfTwoByesCountsAndBothAreDone() {
        var outcome = decide(invite(1, 200, 10), bye(2, 15), bye(3, "call-1", "tb", "ta", 14.5));
        assertThat(outcome.cdrs()).singleElement().satisfies(cdr -> assertThat(cdr.duration()).isEqualByComparingTo("4.5"));
        assertThat(ids(outcome.done())).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test void secondByeOfACallThatIsAlreadyMediatedIsDone() {
        mediated = Set.of(invite(1, 200, 10).identity());
        assertThat(ids(decide(bye(3, 15)).done())).containsExactly(3L);
    }

    @Test void byeWaitsForItsInviteEvenIfARefusedLegOfTheCallIsMediated() {
        mediated = Set.of(invite(1, 486, 10).identity());
        assertNothingHappens(decide(bye(3, 15)));
    }

    @Test void byeOfTheB2buasLegEndsTheCall() {
        var outcome = decide(invite(1, 200, 10), bye(2, "call-1_pbx-1", "x", "y", 13));
        assertThat(outcome.cdrs()).singleElement().satisfies(cdr -> assertThat(cdr.callId()).isEqualTo("call-1"));
        assertThat(ids(outcome.done())).containsExactly(1L, 2L);
    }

    @Test void forwardedCallIsARecordPerLegEndedByOneBye() {
        var outcome = decide(invite(1, "call-1", "ta", "tb", 200, 10, "call"), invite(2, "call-1", "ta", "tb", 200, 10.001, "cfu"),
                bye(3, 20));
        assertThat(outcome.cdrs()).extracting(Cdr::type).containsExactly(CallType.CALL, CallType.CFU);
        assertThat(outcome.done()).hasSize(3);
    }

    @Test void refusedLegIsRecordedWhileTheForwardedOneTalks() {
        var outcome = decide(invite(1, 486, 10), invite(2, "call-1", "ta", "tc", 200, 12, "cfb"));
        assertThat(outcome.cdrs()).extracting(Cdr::status).containsExactly(CallStatus.BUSY);
        assertThat(ids(outcome.done())).containsExactly(1L);
    }

    @Test void twoDialogsWithOneCallIdEndEachWithItsOwnBye() {
        var outcome = decide(invite(1, 200, 10), invite(2, "call-1", "tc", "td", 200, 30, "call"), bye(3, "call-1", "tc", "td", 33));
        assertThat(outcome.cdrs()).singleElement().satisfies(cdr -> assertThat(cdr.duration()).isEqualByComparingTo("3"));
        assertThat(ids(outcome.done())).containsExactly(2L, 3L);
    }

    @Test void copyOfAMediatedRowIsThrownAway() {
        mediated = Set.of(invite(1, 200, 10).identity());
        var outcome = decide(with(invite(1, 200, 10), Rows.sourceLeg("call", 1), Rows.destinationLeg()), bye(5, 15));
        assertThat(outcome.cdrs()).isEmpty();
        assertThat(ids(outcome.unusable())).containsExactly(1L);
        assertThat(ids(outcome.done())).containsExactly(5L);
    }

    @Test void callWithoutByeFailsWhenItIsTooOld() {
        nowSeconds = Rows.T0 + 10 + Duration.ofHours(7).toSeconds() + 1;
        assertThat(decide(invite(1, 200, 10)).cdrs()).singleElement().satisfies(cdr -> {
            assertThat(cdr.status()).isEqualTo(CallStatus.FAILED);
            assertThat(cdr.duration()).isEqualByComparingTo(BigDecimal.ZERO);
        });
    }

    @Test void byeWithoutInviteIsThrownAwayWhenItIsTooOld() {
        nowSeconds = Rows.T0 + 15 + Duration.ofHours(2).toSeconds() + 1;
        assertThat(ids(decide(bye(1, 15)).unusable())).containsExactly(1L);
    }

    @ParameterizedTest @ValueSource(strings = {"", "{", "[]", "null", "{\"u\":\"alice\"}", "{\"u\":\"a\",\"t\":\"soon\"}", "{\"t\":1}",
            "{\"u\":\"a\",\"t\":1,\"s\":\"cfx\"}", "a|b|c"})
    void rowWithAUselessLegIsThrownAwayAtOnce(String srcLeg) {
        var outcome = decide(with(invite(1, 200, 10), srcLeg, Rows.destinationLeg()));
        assertThat(outcome.cdrs()).isEmpty();
        assertThat(ids(outcome.unusable())).containsExactly(1L);
    }

    @Test void mediaFiguresOfTheByeAreKeptAndBadOnesLeftOut() {
        String good = "{\"mos\":{\"avg_score\":4.3,\"avg_packetloss\":0,\"avg_jitter\":\"1.5\",\"avg_rtt\":20},\"extras\":{}}";
        assertThat(decide(invite(1, 200, 10), with(bye(2, 15), "", good)).cdrs().getFirst().quality().orElseThrow().jitter())
                .isEqualByComparingTo("1.5");
        for (String bad : List.of("{", "{\"mos\":{}}", good.replace("4.3", "43"), good.replace("20", "-1"))) {
            assertThat(decide(invite(1, 200, 10), with(bye(2, 15), "", bad)).cdrs().getFirst().quality()).isEmpty();
        }
    }

    @Test void otherMethodsGoWithTheCall() {
        AccountingRow refer = new AccountingRow(3, "REFER", "ta", "tb", "call-1", "202", Rows.time(12), "", "", "");
        assertNothingHappens(decide(invite(1, 200, 10), refer));
        assertThat(ids(decide(invite(1, 200, 10), refer, bye(4, 15)).done())).contains(3L);
    }

    @Test void callIdsOfTheB2buasLegsBelongToTheCallersCall() {
        assertThat(CallId.base("a%/b///c_pbx-1_xfer-1")).isEqualTo("a%/b///c");
        assertThat(CallId.base("_pbx-1")).isEqualTo("_pbx-1");
    }

    private CallMediation.Outcome decide(AccountingRow... rows) {
        var limits = new CallMediation.Limits(Instant.ofEpochSecond(nowSeconds), Duration.ofHours(7), Duration.ofHours(2));
        return CallMediation.decide(Arrays.asList(rows), mediated, Optional.empty(), limits);
    }

    private static void assertNothingHappens(CallMediation.Outcome outcome) {
        assertThat(outcome).isEqualTo(new CallMediation.Outcome(List.of(), List.of(), List.of(), List.of()));
    }

    private static List<Long> ids(List<AccountingRow> rows) { return rows.stream().map(AccountingRow::id).collect(Collectors.toList()); }
}
