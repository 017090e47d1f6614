package io.tandem.proxy.ladder;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.data.forward.ForwardType;
import io.tandem.proxy.plan.CallTrace;
import io.tandem.proxy.plan.DryRun;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code tandem explain}: dry runs of the plan, and traces of real calls. */
class ExplainLadderTest {
    private static final Instant AT = Instant.parse("2026-12-24T18:00:00Z");
    private final ProxyLadder ladder = new ProxyLadder();

    private CompletableFuture<Optional<CallTrace>> ask(String from, String to, SipMessage.Header... headers) {
        var answer = ladder.core.dryRun().of(new DryRun.Question(from, to, AT, List.of(headers))).toCompletableFuture();
        ladder.time.runDue();
        return answer;
    }

    private List<Map<String, String>> steps(String from, String to, SipMessage.Header... headers) {
        return steps(ask(from, to, headers).join().orElseThrow());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, String>> steps(CallTrace trace) {
        return (List<Map<String, String>>) trace.describe().get("steps");
    }

    @Test void aCallThatWouldRingIsExplainedToTheEndAndNothingIsSent() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        List<Map<String, String>> steps = steps("alice@example.org", "431002");
        assertThat(steps).extracting(step -> step.get("step")).containsExactly("caller settings", "header rules in", "source address", "user agent",
                "caller numbers", "short codes", "temporary GRUU", "redial", "one-call codes",
                "override PIN", "rewriting in", "extension", "speed dial", "own number", "CLI screening", "caller lock",
                "emergency", "loop detector", "service codes", "callee", "number portability", "allocation", "callee settings", "caller identity", "foreign lock",
                "block lists in", "callee lock", "NCOS", "block lists out", "credit", "forwards", "hunt group", "location", "call queue",
                "peering", "presentation", "limits", "parallel calls", "dispatch");
        assertThat(steps.getLast()).containsEntry("input", "subscriber 2 bob@example.org").containsEntry("verdict", "the call is made");
        assertThat(steps.get(35).get("verdict")).startsWith("From <sip:431001@example.org>, PAI <sip:431001@example.org>");
        assertThat(ask("alice@example.org", "431002").join().orElseThrow().at()).isEqualTo(AT);
        assertThat(ladder.sent).isEmpty();
        assertThat(ladder.records).isEmpty();
        assertThat(ladder.core.recent().latest()).isEmpty();
    }

    @Test void aRefusalNamesWhatItLookedAt() {
        ladder.accounts.add("bob", "431002", Map.of("adm_block_in_list", List.of("4310*")));
        Map<String, String> last = steps("431001", "bob").getLast();
        assertThat(last).containsEntry("step", "block lists in").containsEntry("section", "2.10").containsEntry("verdict", "refused: 403 Blocked by Admin");
        assertThat(last.get("input")).contains("NPN 431001", "[4310*]");
        assertThat(steps("alice@example.org", "sip:nobody@example.org").getLast()).containsEntry("verdict", "refused: 404 Not Found");
    }

    @Test void theLegsOfAForwardAreExplainedUntilOneWouldBeMade() {
        new ForwardSettings(ladder, "carol", "431003");
        ladder.accounts.add("dave", "431004", Map.of());
        ladder.registered("dave", "sip:dave@192.0.2.9:5060");
        new ForwardSettings(ladder, "bob", "431002").prefers("lock", "1").forwards(ForwardType.CFNA, "sip:carol@example.org", "sip:dave@example.org");
        CallTrace trace = ask("alice@example.org", "bob").join().orElseThrow();
        List<Map<String, String>> steps = steps(trace);
        assertThat(steps).filteredOn(step -> step.get("verdict").startsWith("forwarded: ")).singleElement().satisfies(step -> assertThat(step)
                .containsEntry("step", "location").containsEntry("verdict", "forwarded: cfna to [sip:carol@example.org, sip:dave@example.org]"));
        assertThat(steps).filteredOn(step -> step.get("step").equals("forwarder settings")).extracting(step -> step.get("input"))
                .containsExactly("cfna of bob@example.org to sip:carol@example.org, leg 1", "cfna of bob@example.org to sip:dave@example.org, leg 2");
        assertThat(steps).extracting(step -> step.get("verdict")).contains("refused: 480 Offline").last().isEqualTo("the call is made");
        assertThat(trace.describe()).containsEntry("caller", "alice@example.org").containsEntry("dialled", "sip:bob@example.org");
        assertThat(ladder.sent).isEmpty();
    }

    @Test void aForwardedCallLeavesATraceOfEachLeg() {
        ladder.registered("alice", "sip:alice@192.0.2.9:5060");
        new ForwardSettings(ladder, "bob", "431002").forwards(ForwardType.CFU, "sip:alice@example.org");
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        List<CallTrace> latest = ladder.core.recent().latest();
        assertThat(latest).extracting(CallTrace::callId).containsExactly("c1", "c1");
        assertThat(steps(latest.getLast()).getLast()).containsEntry("step", "forwards").containsEntry("verdict", "forwarded: cfu to [sip:alice@example.org]");
        assertThat(steps(latest.getFirst()).getFirst()).containsEntry("input", "cfu of bob@example.org to sip:alice@example.org, leg 1");
    }

    @Test void headersOfTheQuestionCount() {
        ladder.accounts.add("alice", "431001", Map.of("allowed_ips", List.of("192.0.2.0/24")));
        assertThat(steps("alice@example.org", "bob").getLast()).containsEntry("verdict", "refused: 403 Unauthorized IP detected");
        assertThat(steps("alice@example.org", "bob", new SipMessage.Header("P-NGCP-Src-Ip", "192.0.2.9")).getLast()).containsEntry("step", "location");
        assertThat(steps("alice@example.org", "bob", new SipMessage.Header("P-NGCP-Src-Ip", "192.0.2.9"), new SipMessage.Header("Privacy", "id")).get(4)
                .get("verdict")).endsWith(", anonymous");
    }

    @Test void aCallFromAPeerIsExplainedAsThePeersCall() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.tables.peering = ForwardSettings.peer(3, Map.of("inbound_upn", "pai_user"));
        for (String server : new String[] {"peer3", "3"}) {
            var answer = ladder.core.dryRun().of(new DryRun.Question("4977", "431002", AT, List.of(), Optional.of(server))).toCompletableFuture();
            ladder.time.runDue();
            CallTrace trace = answer.join().orElseThrow();
            assertThat(steps(trace).getFirst()).containsEntry("input", "peer peer3, server 3");
            assertThat(steps(trace).getLast()).containsEntry("input", "subscriber 2 bob@example.org").containsEntry("verdict", "the call is made");
        }
        var refused = ladder.core.dryRun().of(new DryRun.Question("4977@other.example", "436699", AT, List.of(), Optional.of("peer3"))).toCompletableFuture();
        var unknown = ladder.core.dryRun().of(new DryRun.Question("4977", "431002", AT, List.of(), Optional.of("peer9"))).toCompletableFuture();
        ladder.time.runDue();
        assertThat(steps(refused.join().orElseThrow()).getLast()).containsEntry("verdict", "refused: 403 Relaying Denied");
        assertThat(unknown.join()).isEmpty();
        assertThat(ladder.sent).isEmpty();
    }

    @Test void anUnknownCallerHasNoAnswerAndAMalformedCalleeFails() {
        assertThat(ask("nobody@example.org", "bob").join()).isEmpty();
        assertThat(ask("alice@example.org", "sip:<").exceptionNow()).isInstanceOf(MalformedMessageException.class);
    }

    @Test void theLastCallsAreKeptWithWhatWasKnownThen() {
        ladder.accounts.add("bob", "431002", Map.of("block_in_mode", List.of("1")));
        for (int i = 1; i <= 4; i++) {
            ladder.authenticated(ladder.invite("sip:bob@example.org", "c" + i, 1), "alice", "secret-alice");
            ladder.lb.expects(100);
            ladder.lb.expects(403);
        }
        ladder.accounts.add("bob", "431002", Map.of());
        List<CallTrace> latest = ladder.core.recent().latest();
        assertThat(latest).extracting(CallTrace::callId).containsExactly("c4", "c3", "c2");
        assertThat(steps(latest.getFirst()).getLast()).containsEntry("verdict", "refused: 403 Blocked by Callee");
        assertThat(latest.getFirst().describe()).containsEntry("caller", "alice@example.org").containsEntry("dialled", "sip:bob@example.org");
        assertThat(latest.getFirst().describe().toString()).doesNotContain("secret", "response=");
    }

    @Test void strangersLeaveNoTrace() {
        ladder.lb.sends(ladder.invite("sip:bob@example.org", "c1", 1));
        ladder.lb.expects(100);
        ladder.lb.expects(407);
        assertThat(ladder.core.recent().latest()).isEmpty();
    }
}
