package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.data.forward.Forwards;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.media.CallQuality;
import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.ProxyLadder.ackFor;
import static io.tandem.proxy.ladder.ProxyLadder.body;
import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static io.tandem.proxy.ladder.ProxyLadder.withSdp;
import static org.assertj.core.api.Assertions.assertThat;

/** Leg A: from the load balancer (L) through the proxy (P) to the B2BUA (S). */
class CallLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    private SipMessage setUp(String callId) {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        return ladder.authenticated(ladder.invite(BOB, callId, 1), "alice", "secret-alice");
    }

    /** Leaves the call up; Bob's tag on leg A is s1. */
    private void established(String callId) {
        setUp(callId);                                          // L ── INVITE ─▶ P   (after 407)
        lb.expects(100);                                        // L ◀─  100  ─── P
        SipMessage invite = b2bua.expects("INVITE");            // P ── INVITE ─▶ S
        b2bua.answersWithSdp(invite, 200, "OK", "s1");          // P ◀─  200  ─── S
        lb.expects(200);                                        // L ◀─  200  ─── P
        lb.sends(ladder.inDialog("ACK", callId, 2, "s1"));      // L ──  ACK  ──▶ P
        b2bua.expects("ACK");                                   // P ──  ACK  ──▶ S
    }

    @Test void aCallIsSetUpAndEndsWithRecordsAndWithoutLeavings() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        SipMessage first = ladder.invite(BOB, "c%/1///x", 1);
        ladder.authenticated(first, "alice", "secret-alice");   // L ── INVITE ─▶ P, 100, 407, ACK, INVITE with credentials
        lb.expects(100);                                        // L ◀─  100  ─── P
        SipMessage invite = b2bua.expects("INVITE");            // P ── INVITE ─▶ S
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        assertThat(invite.header("P-Proxy-Uri")).contains("sip:127.0.0.1:5062");
        assertThat(invite.header("P-App-Name")).contains("sbc");
        assertThat(invite.header("P-App-Param")).contains("calltimer=21600;sst_enable=no;aleg_sst_enable=no");
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:431001@example.org>");
        assertThat(invite.header("P-App-To")).contains("<sip:bob@example.org>");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(invite.header("P-Caller-UUID")).contains("uuid-alice");
        assertThat(invite.header("P-Callee-UUID")).contains("uuid-bob");
        assertThat(invite.headers("Record-Route")).containsExactly("<sip:127.0.0.1:5062;lr;ftag=a1>", "<sip:127.0.0.1;lr;r2=on>");
        assertThat(invite.maxForwards()).isEqualTo(68);
        assertThat(invite.has("Proxy-Authorization")).isFalse();
        assertThat(invite.has("P-NGCP-Src-Ip")).isFalse();
        assertThat(body(invite)).startsWith("relayed ");
        b2bua.answers(invite, 100, "Trying", "");               // P ◀─  100  ─── S   stays here
        b2bua.answers(invite, 180, "Ringing", "s1");            // P ◀─  180  ─── S
        lb.expects(180);                                        // L ◀─  180  ─── P
        b2bua.answersWithSdp(invite, 200, "OK", "s1");          // P ◀─  200  ─── S
        SipMessage ok = lb.expects(200);                        // L ◀─  200  ─── P
        assertThat(body(ok)).startsWith("relayed ");
        assertThat(ok.header("From")).contains("\"Alice\" <sip:alice@example.org>;tag=a1");
        assertThat(ok.header("P-NGCP-Authorized")).contains("1");
        assertThat(ok.header("P-NGCP-Authorization")).contains("alice@example.org");
        lb.sends(ladder.inDialog("ACK", "c%/1///x", 2, "s1"));  // L ──  ACK  ──▶ P
        assertThat(b2bua.expects("ACK").has("Route")).isFalse();
        assertThat(ladder.core.calls()).isEqualTo(1);
        ladder.relay.quality = Optional.of(new CallQuality(4.36, 0.5, 2, 12.04));
        lb.sends(ladder.inDialog("BYE", "c%/1///x", 3, "s1"));  // L ──  BYE  ──▶ P
        SipMessage bye = b2bua.expects("BYE");                  // P ──  BYE  ──▶ S
        b2bua.answers(bye, 200, "OK", "s1");                    // P ◀─  200  ─── S
        lb.expects(200);                                        // L ◀─  200  ─── P
        assertThat(ladder.relay.log).containsExactly("offer a1", "answer a1>s1", "delete c%/1///x");
        assertThat(ladder.records).extracting(AccountingRecord::method).containsExactly("INVITE", "BYE");
        assertThat(ladder.records.getLast().dstLeg()).as("how it sounded")
                .isEqualTo("{\"mos\":{\"avg_score\":4.4,\"avg_packetloss\":0.5,\"avg_jitter\":2.0,\"avg_rtt\":12.0}}");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(200, 200);
        assertThat(ladder.records).extracting(AccountingRecord::callId).containsOnly("c%/1///x");
        assertThat(ladder.records.getFirst().srcLeg()).contains("\"uuid\":\"uuid-alice\"", "\"cli\":\"431001\"", "\"clir\":0", "\"s\":\"call\"");
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"uuid\":\"uuid-bob\"", "\"dialed\":\"bob\"", "\"u\":\"bob\"");
        ladder.isIdle();
    }

    @Test void theChallengeIsOneHeaderWithRealmFirst() {
        lb.sends(ladder.invite(BOB, "c2", 1));
        lb.expects(100);
        SipMessage challenge = lb.expects(407);
        assertThat(challenge.headers("Proxy-Authenticate")).singleElement().asString()
                .matches("Digest realm=\"example\\.org\", nonce=\"[-_A-Za-z0-9]+\"");
        assertThat(challenge.has("P-NGCP-Authorization")).isFalse();
        lb.sends(ackFor(ladder.invite(BOB, "c2", 1), challenge));
        assertThat(ladder.records).isEmpty();
    }

    @Test void wrongPasswordAndUnknownUserGetTheSame() {
        SipMessage wrong = ladder.invite(BOB, "c3", 1);
        ladder.authenticated(wrong, "alice", "guess");
        lb.expects(100);
        lb.expectsNothing();
        ladder.time.passes(Duration.ofMillis(50));
        SipMessage first = lb.expects(407);
        SipMessage unknown = ladder.invite(BOB, "c4", 1).set("From", "<sip:nobody@example.org>;tag=a1");
        ladder.authenticated(unknown, "nobody", "guess");
        lb.expects(100);
        lb.expectsNothing();
        ladder.time.passes(Duration.ofMillis(50));
        SipMessage second = lb.expects(407);
        assertThat(first.header("P-NGCP-Authorization")).contains("alice@example.org");
        assertThat(second.header("P-NGCP-Authorization")).contains("nobody@example.org");
        assertThat(second.header("P-NGCP-Auth-IP")).contains("192.0.2.1");
        assertThat(second.header("P-NGCP-Auth-UA")).contains("Test Phone");
        assertThat(second.has("P-NGCP-Authorized")).isFalse();
        assertThat(ladder.records).isEmpty();
    }

    @Test void somebodyElsesNameInFromIsForbidden() {
        ladder.authenticated(ladder.invite(BOB, "c5", 1).set("From", "<sip:bob@example.org>;tag=a1"), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(403).reason()).isEqualTo("Forbidden");
        assertThat(ladder.records).singleElement().satisfies(record -> {     // of whose password it was
            assertThat(record.sipCode()).isEqualTo(403);
            assertThat(record.srcUser()).isEqualTo("alice");
            assertThat(record.srcLeg()).contains("\"uuid\":\"uuid-alice\"", "\"cli\":\"431001\"");
            assertThat(record.dstLeg()).contains("\"dialed\":\"bob\"");
        });
    }

    @Test void somebodyElsesNameInFromOfOtherRequestsLeavesNoRecord() {
        ladder.authenticated(ladder.request("REGISTER", "sip:example.org", "c5", 1).set("From", "<sip:bob@example.org>;tag=a1")
                .set("To", "<sip:bob@example.org>"), "alice", "secret-alice");
        assertThat(lb.expects(403).reason()).isEqualTo("Forbidden");
        assertThat(ladder.records).isEmpty();
        assertThat(ladder.locations.bindings).doesNotContainKey(new AddressOfRecord("bob", "example.org"));
    }

    @Test void aCallerWhoGivesUpDuringLookUpsLeavesARecord() {
        ladder.accounts.add("bob", "431002", Map.of("cfb", List.of("1")));
        CompletableFuture<Forwards> slow = new CompletableFuture<>();
        ladder.tables.pendingForwards = Optional.of(slow);
        SipMessage invite = ladder.calls(BOB, "c5");                         // L ── INVITE ─▶ P
        lb.sends(cancelFor(invite));                                         // L ── CANCEL ─▶ P
        assertThat(lb.expects(200).cSeqMethod()).isEqualTo("CANCEL");
        assertThat(lb.expects(487).reason()).isEqualTo("Request terminated");
        assertThat(ladder.records).isEmpty();
        slow.complete(Forwards.NONE);
        ladder.time.runDue();
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.sipCode()).isEqualTo(487);
            assertThat(record.srcUser()).isEqualTo("alice");
            assertThat(record.dstUser()).isEqualTo("bob");
        });
        ladder.b2bua.expectsNothing();
        ladder.isIdle();
    }

    @Test void aCallerWhoGivesUpWhileTheDatabaseFailsLeavesARecord() {
        ladder.accounts.add("bob", "431002", Map.of("cfb", List.of("1")));
        CompletableFuture<Forwards> slow = new CompletableFuture<>();
        ladder.tables.pendingForwards = Optional.of(slow);
        SipMessage invite = ladder.calls(BOB, "c5");
        lb.sends(cancelFor(invite));
        lb.expects(200);
        lb.expects(487);
        slow.completeExceptionally(new IllegalStateException("database away"));
        ladder.time.runDue();
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(487));
        lb.expectsNothing();
    }

    @Test void anExpiredNonceIsStale() {
        ladder.time.passes(Duration.ofSeconds(1));
        SipMessage first = ladder.invite(BOB, "c6", 1);
        lb.sends(first);
        lb.expects(100);
        SipMessage challenge = lb.expects(407);
        lb.sends(ackFor(first, challenge));
        String header = challenge.header("Proxy-Authenticate").orElseThrow();
        ladder.time.passes(Duration.ofSeconds(301));
        SipMessage again = ladder.invite(BOB, "c6", 2).add("Proxy-Authorization", DigestCredentials.answer(
                DigestChallenge.parse(header), "alice", "secret-alice", "INVITE", "sip:x", "c", 1).toString());
        lb.sends(again);
        lb.expects(100);
        assertThat(lb.expects(407).header("Proxy-Authenticate").orElseThrow()).contains("stale=true");
    }

    @Test void nobodyAtHomeIs480AndUnknownIs404BothWithARecord() {
        ladder.authenticated(ladder.invite(BOB, "c7", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage offline = lb.expects(480);
        assertThat(offline.reason()).isEqualTo("Offline");
        assertThat(offline.header("P-NGCP-Authorized")).contains("1");
        ladder.authenticated(ladder.invite("sip:nobody@example.org", "c8", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(480, 404);
        assertThat(ladder.records.getLast().dstLeg()).contains("\"uuid\":\"0\"", "\"dialed\":\"nobody\"");
        assertThat(ladder.relay.log).isEmpty();
        ladder.isIdle();
    }

    @Test void aLockedCallerIsRefused() {
        ladder.accounts.add("alice", "431001", Map.of("lock", List.of("2")));
        ladder.authenticated(ladder.invite(BOB, "c9", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(403).reason()).isEqualTo("Caller locked");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(403);
    }

    @Test void calleesAreFoundByNumberWithAndWithoutPlus() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        for (String dialled : List.of("sip:431002@example.org", "sip:+431002@example.org", "sip:431002@127.0.0.1:5060")) {
            ladder.authenticated(ladder.invite(dialled, dialled, 1), "alice", "secret-alice");
            lb.expects(100);
            assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:bob@example.org");
        }
    }

    @Test void cliAndPrivacyShapeTheCallersIdentity() {
        ladder.accounts.add("alice", "431001", Map.of("cli", List.of("4311000")));
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.authenticated(ladder.invite(BOB, "c10", 1).add("Privacy", "id"), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.header("P-App-From")).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:4311000@example.org>");
        assertThat(invite.header("Privacy")).contains("id");
    }

    @Test void theCallerGivesUp() {                              // RFC 3665 §3.8
        SipMessage request = setUp("c11");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        lb.sends(cancelFor(request));                           // L ── CANCEL ─▶ P
        lb.expects(200);                                        // L ◀─  200  ─── P
        SipMessage cancel = b2bua.expects("CANCEL");            // P ── CANCEL ─▶ S
        assertThat(cancel.header("Reason")).contains("SIP;cause=487");
        b2bua.answers(cancel, 200, "OK", "s1");
        b2bua.answers(invite, 487, "Request terminated", "s1"); // P ◀─  487  ─── S
        b2bua.expects("ACK");
        lb.expects(487);                                        // L ◀─  487  ─── P
        assertThat(ladder.relay.log).containsExactly("offer a1", "delete c11");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(487);
        ladder.isIdle();
    }

    @Test void aCancelWhileTheRelayIsAskedEndsTheCallHere() {
        ladder.relay.pending = Optional.of(new CompletableFuture<>());
        SipMessage request = setUp("c12");
        lb.expects(100);
        lb.sends(cancelFor(request));
        lb.expects(200);
        lb.expects(487);
        ladder.relay.pending.orElseThrow().complete("v=0");
        ladder.time.runDue();
        b2bua.expectsNothing();
        assertThat(ladder.relay.log).endsWith("delete c12");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(487);
        ladder.isIdle();
    }

    @Test void withoutARelayThereIsNoCall() {
        ladder.relay.refusal = Optional.of("offer");
        setUp("c13");
        lb.expects(100);
        assertThat(lb.expects(503).reason()).isEqualTo("Media Relay Unavailable");
        b2bua.expectsNothing();
        ladder.isIdle();
    }

    @Test void anAnswerTheRelayRefusesEndsTheCallOnBothSides() {
        ladder.relay.refusal = Optional.of("answer");
        setUp("c14");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        assertThat(b2bua.expects("ACK").toTag()).contains("s1");
        SipMessage bye = b2bua.expects("BYE");
        assertThat(bye.cSeq()).isEqualTo(3);
        b2bua.answers(bye, 200, "OK", "s1");
        lb.expects(500);
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(500);
        ladder.isIdle();
    }

    @Test void aBusyCalleeIsPassedOnWithARecord() {
        setUp("c15");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answers(invite, 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        assertThat(lb.expects(486).reason()).isEqualTo("Busy Here");
        assertThat(ladder.records).extracting(AccountingRecord::sipReason).containsExactly("Busy Here");
        assertThat(ladder.relay.log).endsWith("delete c15");
        ladder.isIdle();
    }

    @Test void aDeadB2buaIsTemporarilyUnavailable() {
        setUp("c16");
        lb.expects(100);
        b2bua.expects("INVITE");
        ladder.time.passes(Duration.ofSeconds(10));
        assertThat(lb.expects(480).reason()).isEqualTo("Temporarily Unavailable");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(480);
        ladder.isIdle();
    }

    @Test void aCallNobodyAnswersIsTemporarilyUnavailableAfterThreeMinutes() {
        setUp("c17");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        ladder.time.passes(Duration.ofSeconds(180));
        SipMessage cancel = b2bua.expects("CANCEL");
        b2bua.answers(cancel, 200, "OK", "s1");
        b2bua.answers(invite, 487, "Request terminated", "s1");
        b2bua.expects("ACK");
        lb.expects(480);
        ladder.isIdle();
    }

    @Test void theOfferMayComeIn200AndTheAnswerInAck() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.authenticated(ladder.request("INVITE", BOB, "c18", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        assertThat(body(lb.expects(200))).startsWith("relayed ");
        lb.sends(withSdp(ladder.inDialog("ACK", "c18", 2, "s1")));
        assertThat(body(b2bua.expects("ACK"))).startsWith("relayed ");
        assertThat(ladder.relay.log).containsExactly("offer s1", "answer s1>a1");
    }

    @Test void aLateOfferInAReliableProvisionalIsAnsweredByPrack() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.authenticated(ladder.request("INVITE", BOB, "c19", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.sends(withSdp(ProxyLadder.response(invite, 183, "Session Progress", "s1").add("RSeq", "1").add("Require", "100rel")));
        lb.expects(183);
        lb.sends(withSdp(ladder.inDialog("PRACK", "c19", 3, "s1")).add("RAck", "1 2 INVITE"));
        SipMessage prack = b2bua.expects("PRACK");
        assertThat(body(prack)).startsWith("relayed ");
        assertThat(prack.header("RAck")).contains("1 2 INVITE");
        b2bua.answers(prack, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.relay.log).containsExactly("offer s1", "answer s1>a1");
    }

    @Test void mediaIsReofferedFromEitherSide() {
        established("c20");
        ladder.relay.log.clear();
        SipMessage hold = withSdp(ladder.inDialog("INVITE", "c20", 4, "s1"));
        lb.sends(hold);                                         // L ── INVITE ─▶ P   Alice holds
        lb.expects(100);
        SipMessage toB2bua = b2bua.expects("INVITE");
        b2bua.answersWithSdp(toB2bua, 200, "OK", "s1");
        lb.expects(200);
        SipMessage update = withSdp(ladder.request("UPDATE", "sip:alice@192.0.2.1:5060", "c20", 9))
                .set("From", "<sip:bob@example.org>;tag=s1").set("To", "<sip:alice@example.org>;tag=a1")
                .set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-u").remove("Record-Route")
                .add("Route", "<sip:127.0.0.1:5062;lr;ftag=a1>").add("Route", "<sip:127.0.0.1:5060;lr;r2=on>");
        b2bua.sends(update);                                    // P ◀─ UPDATE ── S   Bob's side changes
        SipMessage toLb = lb.expects("UPDATE");
        assertThat(toLb.headers("Route")).containsExactly("<sip:127.0.0.1:5060;lr;r2=on>");
        lb.answersWithSdp(toLb, 200, "OK", "a1");
        assertThat(body(b2bua.expects(200))).startsWith("relayed ");
        assertThat(ladder.relay.log).containsExactly("offer a1", "answer a1>s1", "offer s1", "answer s1>a1");
        assertThat(ladder.records).hasSize(1);
    }

    @Test void aRetransmitted200PassesWithoutASecondRecordOrAnswer() {
        setUp("c21");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        SipMessage first = lb.expects(200);
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        assertThat(lb.expects(200).toBytes()).isEqualTo(first.toBytes());
        assertThat(ladder.records).hasSize(1);
        assertThat(ladder.relay.log).containsExactly("offer a1", "answer a1>s1");
    }

    @Test void a200OfAnotherForkPassesByTheRelayWithoutASecondRecord() {
        setUp("c24");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        b2bua.answersWithSdp(invite, 200, "OK", "s2");           // RFC 3261 §16.7 step 5
        SipMessage second = lb.expects(200);
        assertThat(second.toTag()).contains("s2");
        assertThat(body(second)).startsWith("relayed ");
        assertThat(ladder.records).hasSize(1);
        assertThat(ladder.relay.log).containsExactly("offer a1", "answer a1>s1", "answer a1>s2");
    }

    @Test void aByeOfACallThisProcessNeverSawStillEndsItEverywhere() {
        SipMessage bye = ladder.request("BYE", "sip:alice@192.0.2.1:5060", "c22", 7)
                .set("From", "<sip:bob@example.org>;tag=s1").set("To", "<sip:alice@example.org>;tag=a1")
                .set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-v").remove("Record-Route")
                .add("Route", "<sip:127.0.0.1:5062;lr;ftag=a1>").add("Route", "<sip:127.0.0.1:5060;lr;r2=on>");
        b2bua.sends(bye);
        SipMessage toLb = lb.expects("BYE");
        lb.answers(toLb, 200, "OK", "a1");
        b2bua.expects(200);
        assertThat(ladder.relay.log).containsExactly("delete c22");
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.method()).isEqualTo("BYE");
            assertThat(record.callId()).isEqualTo("c22");
        });
        ladder.isIdle();
    }

    @Test void aForgedByeWithAnotherTagEndsNothing() {
        established("c23");
        SipMessage bye = ladder.inDialog("BYE", "c23", 9, "guess");
        lb.sends(bye);
        b2bua.answers(b2bua.expects("BYE"), 481, "Call Does Not Exist", "s1");
        lb.expects(481);
        assertThat(ladder.records).hasSize(1);
        assertThat(ladder.relay.log).doesNotContain("delete c23");
        assertThat(ladder.core.calls()).isEqualTo(1);
    }

    /** The node was active before, and its calls went to the other one. */
    @Test void forgottenCallsCountNoMoreAndEndAsThoseOfAnEarlierProcess() {
        established("c24");
        ladder.core.forgetCalls();
        assertThat(ladder.core.calls()).isZero();
        lb.sends(ladder.inDialog("BYE", "c24", 9, "s1"));
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records).extracting(AccountingRecord::method).containsExactly("INVITE", "BYE");
        assertThat(ladder.relay.log).contains("delete c24");
        ladder.isIdle();
    }

    @Test void aByeThatPretendsToBeOfTheOtherLegIsRecorded() {
        established("c26");
        lb.sends(ladder.inDialog("BYE", "c26", 9, "s1").set("Route", "<sip:127.0.0.1:5062;lr;ftag=a1;leg_b=1>"));
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records).hasSize(2);
        ladder.isIdle();
    }

    @Test void aByeWithTheMarkOfAnotherLegBIsRecorded() {
        SipMessage legB = ladder.request("INVITE", "sip:bob@192.0.2.9", "other", 1).set("From", "<sip:431001@example.org>;tag=s1")
                .set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-o").remove("Record-Route");
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        b2bua.sends(legB.requestUri("sip:bob@example.org"));
        b2bua.expects(100);
        String route = lb.expects("INVITE").header("Record-Route").orElseThrow();
        assertThat(route).contains(";leg_b=1;did=");
        SipMessage bye = ladder.inDialog("BYE", "c26", 9, "s1").set("Route", route); // of a call this process never saw
        lb.sends(bye);
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.callId()).isEqualTo("c26"));
    }

    @Test void aSecondCallWithTheSameCallIdHidesNoBye() {
        established("c30");
        lb.sends(ladder.inDialog("BYE", "c30", 9, "s0"));       // L ──  BYE  ──▶ P   the other call, which the B2BUA knows
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "s0");
        lb.expects(200);
        assertThat(ladder.records).hasSize(2).last().satisfies(record -> assertThat(record.toTag()).isEqualTo("s0"));
        assertThat(ladder.relay.log).doesNotContain("delete c30");
        assertThat(ladder.core.calls()).isEqualTo(1);
    }

    @Test void aByeOfADialogThatNobodyKnowsEndsNothing() {
        lb.sends(ladder.inDialog("BYE", "c31", 9, "s1"));       // L ──  BYE  ──▶ P   this process knows no such call
        b2bua.answers(b2bua.expects("BYE"), 481, "Call Does Not Exist", "s1");
        lb.expects(481);
        assertThat(ladder.records).isEmpty();
        assertThat(ladder.relay.log).isEmpty();
        ladder.isIdle();
    }

    @Test void aByeThatTheB2buaNoLongerKnowsEndsTheCallHere() {
        established("c32");
        lb.sends(ladder.inDialog("BYE", "c32", 9, "s1"));
        b2bua.answers(b2bua.expects("BYE"), 481, "Call Does Not Exist", "s1");
        lb.expects(481);
        assertThat(ladder.records).hasSize(2);
        assertThat(ladder.relay.log).contains("delete c32");
        ladder.isIdle();
    }

    @Test void theContactTokenAloneRoutesInsideTheDialog() {
        established("c24");
        lb.sends(ladder.inDialog("BYE", "c24", 9, "s1").remove("Route"));
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records).hasSize(2);
        ladder.isIdle();
    }

    @Test void insideDialogsNothingIsRelayedToStrangers() {
        lb.sends(ladder.inDialog("BYE", "c25", 9, "s1").requestUri("sip:victim@198.51.100.7:5060"));
        lb.expects(481);
        lb.sends(ladder.inDialog("ACK", "c25", 9, "s1").requestUri("sip:victim@198.51.100.7:5060"));
        assertThat(ladder.sent.keySet()).containsExactly(lb.address);
    }

    @Test void aVoiceBoxIsReachedWithoutB2bua() {
        ladder.authenticated(ladder.invite("sip:vmu431002@voicebox.local", "c26", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = ladder.appServer.expects("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:vmu431002@voicebox.local");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(body(invite)).startsWith("relayed ");
        ladder.appServer.answersWithSdp(invite, 200, "OK", "v1");
        lb.expects(200);
        lb.sends(ladder.inDialog("BYE", "c26", 3, "v1").requestUri("sip:127.0.0.1:5070"));
        ladder.appServer.answers(ladder.appServer.expects("BYE"), 200, "OK", "v1");
        lb.expects(200);
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"d\":\"voicebox.local\"", "\"u\":\"vmu431002\"");
        ladder.isIdle();
    }

    @Test void storesThatAreAwayMean503WithRetryAfter() {
        ladder.locations.away = true;
        ladder.authenticated(ladder.invite(BOB, "c27", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(503).header("Retry-After")).contains("5");
    }

    @Test void aTelUriIsANumberInTheCallersDomain() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.authenticated(ladder.invite("tel:+43-10-02;x=y", "c34", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo(BOB);
    }

    @Test void aDescriptionInsideAMultipartBodyGetsTheRelayToo() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        String location = "--xy\r\nContent-Type: application/pidf+xml\r\n\r\n<presence/>\r\n";
        String parts = location + "--xy\r\nContent-Type: application/sdp\r\n\r\n" + ProxyLadder.SDP + "\r\n--xy--\r\n";
        ladder.authenticated(ladder.request("INVITE", BOB, "c35", 1).body("multipart/mixed;boundary=\"xy\"",
                parts.getBytes(StandardCharsets.UTF_8)), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(body(invite)).isEqualTo(parts.replace("v=0", "relayed v=0"));
        assertThat(invite.contentType()).contains("multipart/mixed;boundary=\"xy\"");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.relay.log).containsExactly("offer a1", "answer a1>s1");
    }

    @Test void anExtensionOfProxiesIsRefused() {
        lb.sends(ladder.invite(BOB, "c36", 1).add("Proxy-Require", "privacy, foo"));
        assertThat(lb.expects(420).header("Unsupported")).contains("privacy");
    }

    @Test void theLastHopIsTooFar() {
        lb.sends(ladder.invite(BOB, "c28", 1).set("Max-Forwards", "0"));
        lb.expects(483);
    }

    @Test void connectingIsSaidWhenConfigured() {
        ProxyLadder chatty = new ProxyLadder(true);
        chatty.registered("bob", "sip:bob@192.0.2.9:5060");
        chatty.authenticated(chatty.invite(BOB, "c29", 1), "alice", "secret-alice");
        chatty.lb.expects(100);
        assertThat(chatty.lb.expects(101).reason()).isEqualTo("Connecting");
    }

    @Test void optionsFindLocalDomainsWithoutChallengeAndTellNobodyWhichUsersThereAre() {
        lb.sends(ladder.request("OPTIONS", BOB, "c30", 1));
        assertThat(lb.expects(200).reason()).isEqualTo("Alive");
        lb.sends(ladder.request("OPTIONS", "sip:127.0.0.1:5062", "c31", 1));
        assertThat(lb.expects(200).reason()).isEqualTo("Alive");
        assertThat(ladder.core.transactions()).as("a probe leaves no transaction").isEqualTo(1);
        lb.sends(ladder.request("OPTIONS", "sip:nobody@example.org", "c32", 1));
        assertThat(lb.expects(200).reason()).isEqualTo("Alive");
        lb.sends(ladder.request("OPTIONS", "sip:bob@elsewhere.example", "c33", 1));
        lb.expects(404);
    }

    @Test void subscribeIsChallengedWith407() {
        lb.sends(ladder.request("SUBSCRIBE", BOB, "c33", 1));
        lb.expects(407);
    }
}
