package io.tandem.e2e.pbx;

import java.util.Map;

import io.tandem.e2e.RunningSuite;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.IncomingCall;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static io.tandem.e2e.pbx.Office.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

/** A caller is parked by one colleague and taken by another, through the whole chain. */
class CallParkIT {
    private static final double MUSIC_HZ = 450;
    private static final double CALLER_HZ = 550;
    private static final double COLLEAGUE_HZ = 650;

    @AfterAll static void theCallsLeaveNothingBehind() throws Exception {
        RunningSuite.get().assertIdle();
    }

    @Test void whoIsParkedHearsMusicUntilAColleagueTakesTheCall() throws Exception {
        try (Office office = Office.open(); Phone alice = office.seat("alice", "11"); Phone bob = office.seat("bob", "12");
             Phone carol = office.seat("carol", "13")) {
            office.preferences("bob", Map.of("music_on_hold", true, "sound_set", office.sounds(Map.of("music_on_hold", MUSIC_HZ))));
            Call call = alice.call(office.uri("bob"));
            IncomingCall incoming = bob.awaitIncoming(PATIENCE);
            incoming.ring();
            Call parking = incoming.answer();
            call.awaitAnswered(PATIENCE);
            Voices.bothHear(call, CALLER_HZ, parking, COLLEAGUE_HZ);
            parking.transfer(office.uri("*97*12"), PATIENCE);
            parking.awaitEnded(PATIENCE);
            call.awaitHearing(MUSIC_HZ, PATIENCE);

            assertThat(carol.call(office.uri("*98*13")).awaitFinalStatus(PATIENCE)).as("another place").isEqualTo(404);
            Call taking = carol.call(office.uri("*98*12"));
            taking.awaitAnswered(PATIENCE);
            Voices.bothHear(call, CALLER_HZ, taking, COLLEAGUE_HZ);
            assertThat(bob.call(office.uri("*98*12")).awaitFinalStatus(PATIENCE)).as("taken").isEqualTo(404);
            call.hangUp(PATIENCE);
            taking.awaitEnded(PATIENCE);

            assertThat(office.records(call.callId(), 1)).containsExactly("ok 200 alice>bob bob@office");
            assertThat(office.records(call.callId() + "_xfer-1", 1)).singleElement().asString()
                .startsWith("ok 200 bob>").endsWith(" *97*12@vsc.local");
            assertThat(office.records(taking.callId(), 1)).singleElement().asString().startsWith("ok 200 carol>").endsWith(" *98*12@vsc.local");
        }
    }
}
