package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Hunt groups (signalling.md §3.10): Alice calls Sales, whose members are Bob, Carol and Dave; leg A from the load balancer (L) through the proxy (P) to the
 * B2BUA (S) and as leg B back to the phones. */
class HuntGroupLadderTest {
    private static final String SALES = "sip:sales@example.org";
    private static final List<String> MEMBERS = List.of("sip:bob@example.org", "sip:carol@example.org", "sip:dave@example.org");
    private final ProxyLadder ladder = new ProxyLadder();
    private final ForwardSettings sales = new ForwardSettings(ladder, "sales", "431009");
    private final ForwardSettings bob = new ForwardSettings(ladder, "bob", "431002");
    private final ForwardSettings carol = new ForwardSettings(ladder, "carol", "431003");
    private final ForwardSettings dave = new ForwardSettings(ladder, "dave", "431004");
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;
    private int legs;

    @BeforeEach void aGroupOfThree() {
        sales.prefers("cloud_pbx", "1").prefers("display_name", "Sales").prefers("cloud_pbx_ext", "9").prefers("cloud_pbx_hunt_policy", "parallel")
                .prefers("cloud_pbx_hunt_group", MEMBERS.toArray(String[]::new));
        for (String name : List.of("bob", "carol", "dave")) {
            ladder.registered(name, contact(name));
        }
        carol.prefers("cloud_pbx", "1").prefers("cloud_pbx_ext", "3");
    }

    private static String contact(String name) {
        return "sip:" + name + "@192.0.2.9:5060";
    }

    /** L ── INVITE ─▶ P ── INVITE ─▶ S. @return leg A */
    private SipMessage calls(String callId) {
        ladder.authenticated(ladder.invite(SALES, callId, 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage legA = b2bua.expects("INVITE");
        b2bua.answers(legA, 100, "Trying", "");
        return legA;
    }

    private void refused(String callId, int status, String reason) {
        ladder.authenticated(ladder.invite(SALES, callId, 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(status).reason()).isEqualTo(reason);
        b2bua.expectsNothing();
    }

    /** S ── INVITE ─▶ P, as the B2BUA makes it. @return leg B */
    private SipMessage passedOn(SipMessage legA) {
        SipMessage legB = SipMessage.request("INVITE", legA.requestUri())
                .header("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b" + ++legs)
                .header("From", legA.header("P-App-From").orElseThrow() + ";tag=b1").header("To", legA.header("P-App-To").orElseThrow())
                .header("Call-ID", legA.callId() + "_pbx-1").header("CSeq", "10 INVITE").header("Max-Forwards", "70")
                .header("Contact", "<sip:127.0.0.1:5080;transport=udp>").build();
        b2bua.sends(ProxyLadder.withSdp(legB));
        b2bua.expects(100);
        return legB;
    }

    private SipMessage rings(String name) {
        SipMessage invite = lb.expects("INVITE");
        assertThat(invite.requestUri()).isEqualTo(contact(name));
        return invite;
    }

    /** Takes CANCEL and answers it and the INVITE. */
    private void isCancelled(SipMessage invite, String text) {
        SipMessage cancel = lb.expects("CANCEL");
        assertThat(cancel.requestUri()).isEqualTo(invite.requestUri());
        assertThat(cancel.header("Reason").orElseThrow()).contains(text);
        lb.answers(cancel, 200, "OK", "x");
        lb.answers(invite, 487, "Request Terminated", "x" + invite.topVia().branch().orElseThrow());
        lb.expects("ACK");
    }

    private void refuses(SipMessage invite, int status) {
        lb.answers(invite, status, "No", "r" + invite.topVia().branch().orElseThrow());
        lb.expects("ACK");
    }

    @Test void aGroupRingsAllMembersAndTheRestGetCancelCompletedElsewhere() {
        SipMessage legA = calls("h1");
        assertThat(legA.header("P-App-From")).contains("\"[H Sales] Alice\" <sip:431001@example.org>");
        assertThat(legA.header("P-App-To")).contains("<sip:sales@example.org>");
        assertThat(legA.header("P-Callee-UUID")).contains("uuid-sales");
        SipMessage legB = passedOn(legA);
        SipMessage toBob = rings("bob");                        // L ◀─ INVITE ── P
        SipMessage toCarol = rings("carol");                    // L ◀─ INVITE ── P
        SipMessage toDave = rings("dave");                      // L ◀─ INVITE ── P
        assertThat(toCarol.has("P-To-Group")).isFalse();
        lb.answers(toBob, 180, "Ringing", "t1");
        b2bua.expects(180);
        lb.answers(toDave, 180, "Ringing", "t3");
        b2bua.expects(180);
        lb.answersWithSdp(toCarol, 200, "OK", "t2");            // L ──  200  ──▶ P   Carol answers
        b2bua.expects(200);
        areCancelled("SIP;cause=200;text=\"Call completed elsewhere\"", toBob, toDave);
        b2bua.answersWithSdp(legA, 200, "OK", "s1");
        lb.expects(200);
        AccountingRecord record = ladder.records.getFirst();
        assertThat(ForwardSettings.describe(record)).isEqualTo("call alice>sales dialled sales 200");
        assertThat(record.dstLeg()).contains("\"hg_ext_response\":\"3\"", "\"r_user\":\"carol\"", "\"r_ua\":\"phone\"");
        assertThat(ladder.calls.of("h1")).contains("user:uuid-sales", "totaluser:uuid-sales", "user:uuid-carol", "totaluser:uuid-carol", "activeuser:uuid-carol")
                .doesNotContain("user:uuid-bob");
        assertThat(ladder.calls.of("h1")).as("the customer's calls, Alice's only").filteredOn("account:7"::equals).hasSize(1);
        assertThat(legB.callId()).isEqualTo("h1_pbx-1");
    }

    @ParameterizedTest @ValueSource(ints = {486, 603, 302, 404})
    void whatOneMemberRefusesTheOthersMayTake(int status) {
        passedOn(calls("h2"));
        SipMessage toBob = rings("bob");
        SipMessage toCarol = rings("carol");
        SipMessage toDave = rings("dave");
        refuses(toBob, status);
        lb.expectsNothing();
        b2bua.expectsNothing();
        refuses(toDave, 486);
        lb.answersWithSdp(toCarol, 200, "OK", "t2");
        b2bua.expects(200);
        lb.expectsNothing();
    }

    @Test void aRedirectionByAMemberIsNoForwardOfTheGroup() {
        passedOn(calls("h3"));
        SipMessage toBob = rings("bob");
        SipMessage toCarol = rings("carol");
        refuses(rings("dave"), 480);
        refuses(toCarol, 480);
        lb.sends(ProxyLadder.response(toBob, 302, "Moved Temporarily", "t1").set("Contact", "<sip:mallory@example.org>"));
        lb.expects("ACK");
        b2bua.expects(480);
    }

    @Test void aSerialGroupTriesOneMemberAfterTheOther() {
        sales.prefers("cloud_pbx_hunt_policy", "serial").prefers("cloud_pbx_hunt_timeout", "5");
        passedOn(calls("h4"));
        SipMessage toBob = rings("bob");
        lb.expectsNothing();
        refuses(toBob, 486);
        SipMessage toCarol = rings("carol");
        lb.answers(toCarol, 180, "Ringing", "t2");
        b2bua.expects(180);
        ladder.time.passes(Duration.ofSeconds(5));
        SipMessage cancel = lb.expects("CANCEL");
        assertThat(cancel.header("Reason").orElseThrow()).contains("cause=408");
        SipMessage toDave = rings("dave");
        lb.answers(cancel, 200, "OK", "t2");
        refuses(toCarol, 487);
        lb.answersWithSdp(toDave, 200, "OK", "t3");
        b2bua.expects(200);
    }

    @Test void aGroupThatNobodyAnswersInTimeIsGivenUp() {
        sales.prefers("cloud_pbx_hunt_timeout", "5");
        passedOn(calls("h5"));
        SipMessage toBob = rings("bob");
        SipMessage toCarol = rings("carol");
        SipMessage toDave = rings("dave");
        List.of(toBob, toCarol, toDave).forEach(invite -> {
            lb.answers(invite, 180, "Ringing", "t" + invite.topVia().branch().orElseThrow());
            b2bua.expects(180);
        });
        ladder.time.passes(Duration.ofSeconds(5));
        areCancelled("cause=408", toBob, toCarol, toDave);
        b2bua.expects(408);
    }

    private void areCancelled(String text, SipMessage... invites) {
        Map<String, SipMessage> byUri = new HashMap<>();
        for (int i = 0; i < invites.length; i++) {
            SipMessage cancel = lb.expects("CANCEL");
            assertThat(cancel.header("Reason").orElseThrow()).contains(text);
            byUri.put(cancel.requestUri(), cancel);
        }
        for (SipMessage invite : invites) {
            lb.answers(byUri.get(invite.requestUri()), 200, "OK", "x");
            lb.answers(invite, 487, "Request Terminated", "t" + invite.topVia().branch().orElseThrow());
            lb.expects("ACK");
        }
    }

    @Test void aCircularGroupBeginsWithTheNextMemberEachTime() {
        sales.prefers("cloud_pbx_hunt_policy", "circular");
        for (String first : List.of("bob", "carol", "dave", "bob")) {
            SipMessage legA = calls("h6" + first + legs);
            passedOn(legA);
            rings(first);
            lb.expectsNothing();
        }
    }

    @Test void aRandomGroupTriesEachMemberOnce() {
        sales.prefers("cloud_pbx_hunt_policy", "random");
        passedOn(calls("h7"));
        Map<String, Integer> asked = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            SipMessage invite = lb.expects("INVITE");
            asked.merge(invite.requestUri(), 1, Integer::sum);
            lb.expectsNothing();
            if (i < 2) {
                refuses(invite, 480);
            }
        }
        assertThat(asked.keySet()).containsExactlyInAnyOrder(contact("bob"), contact("carol"), contact("dave"));
    }

    @Test void aGroupWithoutPolicyIsASubscriberLikeAnyOther() {
        sales.prefers("cloud_pbx_hunt_policy", "none");
        refused("h8", 480, "Offline");
    }

    @Test void membersWhoCannotTakeACallAreSkipped() {
        bob.prefers("dnd", "1");
        carol.prefers("lock", "3");
        dave.prefers("block_in_list", "431001");
        sales.prefers("cloud_pbx_hunt_group", "sip:bob@example.org", "sip:carol@example.org", "sip:dave@example.org", "sip:gone@example.org", "nonsense");
        refused("h9", 480, "Offline");
        dave.prefers("block_in_list", "439*");
        passedOn(calls("h9b"));
        rings("dave");
        lb.expectsNothing();
    }

    @Test void theCallerDoesNotRingItself() {
        ladder.registered("alice", "sip:alice@192.0.2.1:5060");
        sales.prefers("cloud_pbx_hunt_group", "sip:alice@example.org", "sip:bob@example.org");
        passedOn(calls("h10"));
        rings("bob");
        lb.expectsNothing();
    }

    @Test void aMemberThatForwardsTheCallToItsGroupDoesNotRingAgain() {
        bob.forwards(ForwardType.CFB, SALES);
        ladder.authenticated(ladder.invite("sip:bob@example.org", "h22", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage toBob = b2bua.expects("INVITE");
        b2bua.answers(toBob, 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        SipMessage toSales = b2bua.expects("INVITE");
        b2bua.answers(toSales, 100, "Trying", "");
        passedOn(toSales);
        rings("carol");
        rings("dave");
        lb.expectsNothing();
    }

    @ParameterizedTest @CsvSource({"skip_totaluser, false, 2", "skip_activeuser, false, 3", "skip_activeuser, true, 2", "ring, true, 3"})
    void membersInACallAreSkippedAsTheModeSays(String mode, boolean answered, int ringing) {
        bob.prefers("busy_hg_member_mode", mode);
        ladder.authenticated(ladder.invite("sip:bob@example.org", "other", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage other = b2bua.expects("INVITE");
        if (answered) {
            b2bua.answersWithSdp(other, 200, "OK", "s1");
            lb.expects(200);
        }
        passedOn(calls("h11"));
        if (ringing == 3) {
            rings("bob");
        }
        rings("carol");
        rings("dave");
        lb.expectsNothing();
    }

    @Test void aGroupWhoseMembersAreAllInACallIsBusy() {
        sales.prefers("cloud_pbx_hunt_group", "sip:bob@example.org");
        bob.prefers("concurrent_max", "0");
        refused("h12", 486, "Busy");
        sales.forwards(ForwardType.CFB, "sip:carol@example.org");
        assertThat(calls("h12b").requestUri()).isEqualTo("sip:carol@example.org");
    }

    @Test void aGroupNobodyOfWhichIsThereIsForwarded() {
        sales.prefers("cloud_pbx_hunt_group", "sip:eve@example.org").forwards(ForwardType.CFNA, "sip:carol@example.org");
        assertThat(calls("h13").requestUri()).isEqualTo("sip:carol@example.org");
    }

    @ParameterizedTest @ValueSource(ints = {408, 486, 480})
    void whatNobodyOfTheGroupAnswersIsForwardedByTheGroup(int status) {
        sales.forwards(ForwardType.CFT, "sip:carol@example.org").prefers("ringtimeout", "60");
        SipMessage legA = calls("h14");
        b2bua.answers(legA, 180, "Ringing", "s1");
        lb.expects(180);
        b2bua.answers(legA, status, "No", "s1");
        b2bua.expects("ACK");
        SipMessage next = b2bua.expects("INVITE");
        assertThat(next.requestUri()).isEqualTo("sip:carol@example.org");
        b2bua.answersWithSdp(next, 200, "OK", "s2");
        lb.expects(200);
        assertThat(ladder.records).extracting(ForwardSettings::describe)
                .containsExactly("call alice>sales dialled sales 200", "cft sales>carol dialled carol 200");
    }

    @Test void aMemberThatForwardsToAColleagueRingsThere() {
        bob.forwards(ForwardType.CFU, "sip:eve@example.org");
        ladder.accounts.add("eve", "431005", Map.of());
        ladder.registered("eve", contact("eve"));
        carol.forwards(ForwardType.CFU, "sip:4366123@example.org");
        passedOn(calls("h15"));
        rings("eve");
        rings("dave");
        lb.expectsNothing();
    }

    @Test void forwardsOfMembersAreIgnoredWhenThatIsSet() {
        bob.forwards(ForwardType.CFU, "sip:eve@example.org");
        sales.prefers("ignore_cf_when_hunting", "1");
        passedOn(calls("h16"));
        rings("bob");
        rings("carol");
        rings("dave");
        lb.expectsNothing();
    }

    @Test void membersOfAGroupThatIsAMemberRingToo() {
        new ForwardSettings(ladder, "team", "431008").prefers("cloud_pbx_hunt_policy", "serial")
                .prefers("cloud_pbx_hunt_group", "sip:carol@example.org", "sip:sales@example.org", "sip:dave@example.org");
        sales.prefers("cloud_pbx_hunt_group", "sip:bob@example.org", "sip:team@example.org");
        passedOn(calls("h17"));
        rings("bob");
        rings("carol");
        rings("dave");
        lb.expectsNothing();
    }

    @Test void byeInTheEarlyDialogEndsRingingWhereTheGroupWantsThat() {
        sales.prefers("cloud_pbx_hunt_cancel_mode", "bye");
        passedOn(calls("h18"));
        SipMessage toBob = rings("bob");
        SipMessage toCarol = rings("carol");
        SipMessage toDave = rings("dave");
        lb.sends(ProxyLadder.response(toBob, 180, "Ringing", "t1").set("Contact", "<sip:bob@192.0.2.9:5060;alias=x>")
                .addFirst("Record-Route", "<sip:127.0.0.1;lr;r2=on;int>").addFirst("Record-Route", "<sip:192.0.2.100;lr;r2=on;ext>"));
        b2bua.expects(180);
        lb.sends(ProxyLadder.response(toDave, 180, "Ringing", "t3").remove("Contact"));
        b2bua.expects(180);
        lb.answersWithSdp(toCarol, 200, "OK", "t2");
        b2bua.expects(200);
        SipMessage bye = lb.expects("BYE");
        assertThat(bye.requestUri()).isEqualTo("sip:bob@192.0.2.9:5060;alias=x");
        assertThat(bye.headers("Route")).containsExactly("<sip:127.0.0.1;lr;r2=on;int>", "<sip:192.0.2.100;lr;r2=on;ext>");
        assertThat(bye.header("Reason")).contains("SIP;cause=200;text=\"Call completed elsewhere\"");
        assertThat(bye.toTag()).contains("t1");
        assertThat(bye.callId()).isEqualTo("h18_pbx-1");
        assertThat(bye.cSeq()).isEqualTo(11);
        isCancelled(toDave, "Call completed elsewhere");
        lb.answers(bye, 200, "OK", "t1");
        lb.answers(toBob, 487, "Request Terminated", "t1");
        lb.expects("ACK");
        b2bua.expectsNothing();
    }

    @Test void theCallerCancelsAndNobodyRingsAnyMore() {
        SipMessage legA = calls("h19");
        SipMessage legB = passedOn(legA);
        SipMessage toBob = rings("bob");
        rings("carol");
        rings("dave");
        lb.answers(toBob, 180, "Ringing", "t1");
        b2bua.expects(180);
        b2bua.sends(cancelFor(legB));
        b2bua.expects(200);
        isCancelled(toBob, "cause=487");
    }

    @Test void theTargetOfAGroupIsReadAgainAndASpoiledOneRingsNobody() {
        SipUri target = SipUri.parse(calls("h20").requestUri());
        assertThat(target.parameter("tandem-hunt").orElseThrow()).startsWith("p.0.c.");
        SipMessage forged = SipMessage.request("INVITE", "sip:sales@example.org;tandem-hunt=p.0.c.*")
                .header("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-forged").header("From", "<sip:a@example.org>;tag=1").header("To", "<sip:b@example.org>")
                .header("Call-ID", "forged_pbx-1").header("CSeq", "1 INVITE").header("Max-Forwards", "70").header("Contact", "<sip:127.0.0.1:5080>").build();
        b2bua.sends(forged);
        b2bua.expects(100);
        b2bua.expects(480);
    }

    @Test void aDeviceOfTheGroupIsNotTheGroup() {
        ladder.accounts.add("sales", "431009", SubscriberStatus.ACTIVE, Map.of("cloud_pbx_hunt_policy", List.of("parallel"), "cloud_pbx_hunt_group", MEMBERS),
                List.of(new Alias("salesdesk", false, true, Optional.empty())));
        ladder.registered("salesdesk", contact("salesdesk"));
        ladder.authenticated(ladder.invite("sip:salesdesk@example.org", "h21", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:salesdesk@example.org");
    }
}
