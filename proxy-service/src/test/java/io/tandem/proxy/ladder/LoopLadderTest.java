package io.tandem.proxy.ladder;

import java.util.List;
import java.util.Map;

import io.tandem.proxy.plan.DryRun;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.ProxyLadder.ackFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Calls that come again and again (signalling.md §2.6). */
class LoopLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();

    private SipMessage calls(String uri, String callId) {
        SipMessage sent = ladder.authenticated(ladder.invite(uri, callId, 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        return sent;
    }

    @Test void theCallThatIsOneTooManyIsALoopAndAnotherOneIsNot() {
        ladder.loops.max = 2;
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        for (int i = 1; i <= 2; i++) {
            calls("sip:bob@example.org", "c" + i);
            ladder.b2bua.expects("INVITE");
        }
        SipMessage third = calls("sip:bob@example.org", "c3");
        SipMessage refusal = ladder.lb.expects(482);
        assertThat(refusal.reason()).isEqualTo("Loop Detected");
        ladder.lb.sends(ackFor(third, refusal));
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(482));
        calls("sip:431002@example.org", "c4");
        ladder.b2bua.expects("INVITE");
    }

    @Test void whoAsksIsNotCounted() {
        ladder.loops.max = 1;
        for (int i = 0; i < 3; i++) {
            var answer = ladder.core.dryRun().of(new DryRun.Question("alice@example.org", "bob", ladder.time.instant(), List.of())).toCompletableFuture();
            ladder.time.runDue();
            Map<String, Object> trace = answer.join().orElseThrow().describe();
            assertThat(trace.get("steps").toString()).contains("sip:alice@example.org;sip:bob@example.org;sip:bob@example.org").doesNotContain("482");
        }
    }
}
