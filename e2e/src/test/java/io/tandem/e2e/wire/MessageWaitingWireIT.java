package io.tandem.e2e.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tandem.e2e.RunningSuite;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Message waiting: what phones are told of voicemail, with and without a subscription. */
class MessageWaitingWireIT extends WireTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Party alice;
    private Party bob;

    @BeforeEach void subscribers() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
    }

    private static List<String> bodies(Transcript transcript) {
        return transcript.received().stream().filter(message -> message.isRequest() && message.method().equals("NOTIFY"))
            .map(notify -> new String(notify.body(), StandardCharsets.UTF_8)).toList();
    }

    private void leavesAMessage() throws Exception {
        try (Phone phone = RunningSuite.get().access().open(new Account(bob.user(), bob.domain(), bob.password().orElseThrow()), "udp", new Ladder())) {
            phone.register(PATIENCE);
            Call call = phone.call("sip:vmu" + alice.number() + "@voicebox.local");
            call.awaitAnswered(PATIENCE);
            call.talk(Duration.ofSeconds(4), 440); // over greeting and beep, then the message
            call.hangUp(PATIENCE);
        }
    }

    /** What follows would else be told together with what was before. */
    private static void awaitTold(Callee phone) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!phone.transcript().has("NOTIFY")) {
            assertThat(System.nanoTime()).as("a NOTIFY within " + PATIENCE).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private String account() {
        return "Message-Account: " + alice.uri() + "\r\n";
    }

    @Test void phonesAreToldOfAMessageAndThatItIsGone() throws Exception {
        Party second = platform.phone(alice.id(), alice.user(), alice.password().orElseThrow(), alice.number());
        platform.register(second);
        Scenario told = new Scenario().expect("NOTIFY").sendOnce(Scenario.ok()); // without a subscription each has a Call-ID of its own
        try (Sipp subscribed = platform.watch(alice, alice.uri()).start("message-summary", 200, 3); Callee registered = platform.playing(second, told, 2)) {
            leavesAMessage();
            awaitTold(registered);
            long message = platform.api().find("voicemails", Map.of("subscriber_id", alice.id())).orElseThrow().path("id").asLong();
            platform.api().delete("voicemails", "" + message);
            String waiting = "Messages-Waiting: yes\r\n" + account() + "Voice-Message: 1/0 (0/0)\r\n";
            String none = "Messages-Waiting: no\r\n" + account() + "Voice-Message: 0/0 (0/0)\r\n";
            assertThat(bodies(subscribed.end())).containsExactly(none, waiting, none);
            Transcript unasked = registered.end();
            assertThat(bodies(unasked)).containsExactly(waiting, none);
            SipMessage notify = unasked.request("NOTIFY");
            assertThat(notify.header("Event")).contains("message-summary");
            assertThat(notify.requestUri()).isEqualTo(second.contact());
        }
    }
}
