package io.tandem.e2e.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Busy lamps and shared lines. */
class BlfWireIT extends WireTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private Pbx pbx;
    private Party bob;

    @BeforeEach void open() throws Exception {
        pbx = Pbx.open(platform);
        bob = pbx.seat("bob", "12", Map.of());
    }

    /** Until the phone was told for the first time: calls from now on are shown. */
    private static void awaitSubscription(Sipp watching) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!watching.transcript().has("NOTIFY")) {
            assertThat(System.nanoTime()).as("a NOTIFY within " + LIMIT).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static List<SipMessage> notifies(Sipp watching) throws IOException, InterruptedException {
        return watching.end().received().stream().filter(message -> message.isRequest() && message.method().equals("NOTIFY")).toList();
    }

    @Test void aLampFollowsTheCallsOfAColleague() throws Exception {
        Party wendy = pbx.seat("wendy", "13", Map.of());
        try (Callee phone = platform.registered(bob); Sipp watching = platform.watch(wendy, "sip:12@" + platform.domain()).start("dialog", 202, 5)) {
            awaitSubscription(watching);
            platform.call(pbx.pilot(), bob.uri()).answered();
            phone.end();
            List<String> bodies = notifies(watching).stream().map(notify -> new String(notify.body(), StandardCharsets.UTF_8)).toList();
            assertThat(bodies.getFirst()).contains("entity=\"" + bob.uri() + "\"").doesNotContain("<dialog ");
            assertThat(bodies.get(1)).contains("<state>trying</state>");
            assertThat(bodies.get(2)).contains("<state>early</state>", "direction=\"recipient\"");
            assertThat(bodies.get(3)).contains("<state>confirmed</state>");
            assertThat(bodies.get(4)).contains("<state>terminated</state>");
        }
    }

    @Test void aSharedLineShowsAnOutgoingCall() throws Exception {
        Party second = pbx.device(bob, bob.user());
        try (Callee phone = platform.registered(pbx.pilot()); Sipp watching = platform.watch(second, bob.uri()).start("call-info", 200, 4)) {
            awaitSubscription(watching);
            platform.call(bob, pbx.pilot().uri()).with("Call-Info: <sip:" + platform.domain() + ">;appearance-index=1").answered();
            phone.end();
            List<String> states = notifies(watching).stream().map(notify -> notify.header("Call-Info").orElseThrow()).toList();
            assertThat(states.get(0)).endsWith("appearance-index=*;appearance-state=idle");
            assertThat(states.get(1)).contains("appearance-index=1;appearance-state=progressing");
            assertThat(states.get(2)).contains("appearance-index=1;appearance-state=active");
            assertThat(states.get(3)).contains("appearance-index=1;appearance-state=idle");
        }
    }

    @Test void aLineIsSeized() throws Exception {
        Party second = pbx.device(bob, bob.user());
        try (Sipp watching = platform.watch(second, bob.uri()).start("call-info", 200, 2)) {
            awaitSubscription(watching);
            try (Sipp seizing = platform.watch(bob, bob.uri()).start("line-seize", 200, 1)) {
                assertThat(notifies(seizing).getFirst().header("Call-Info").orElseThrow()).contains("appearance-index=1;appearance-state=seized");
            }
            assertThat(notifies(watching).getLast().header("Call-Info").orElseThrow()).contains("appearance-index=1;appearance-state=seized");
        }
    }

    @Test void nobodyWatchesAnotherCustomersSubscriber() throws Exception {
        Party stranger = platform.subscriber("stranger", Map.of());
        try (Sipp watching = platform.watch(stranger, bob.uri()).start("dialog", 403, 0)) {
            watching.end();
        }
    }
}
