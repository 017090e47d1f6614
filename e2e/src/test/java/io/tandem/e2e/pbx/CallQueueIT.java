package io.tandem.e2e.pbx;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;

import io.tandem.e2e.RunningSuite;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.IncomingCall;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.tandem.e2e.pbx.Office.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

/** Callers wait for a busy colleague through the whole chain: what they hear, who is served when, and the CDRs. */
class CallQueueIT {
    private static final double GREETING_HZ = 350;
    private static final double PREFIX_HZ = 450;
    private static final double FIRST_HZ = 550;
    private static final double SECOND_HZ = 650;
    private static final double MUSIC_HZ = 750;
    private static final double AGENT_HZ = 850;
    private static final double CALLER_HZ = 950;
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendPattern("yyyy-MM-dd HH:mm:ss")
        .appendFraction(ChronoField.MILLI_OF_SECOND, 0, 3, true).toFormatter();

    @AfterAll static void theCallsLeaveNothingBehind() throws Exception {
        RunningSuite.get().assertIdle();
    }

    @Test void callersHearTheirPlaceAndMusicAndAreConnectedInTheirOrderWhenTheColleagueIsFree() throws Exception {
        try (Office office = Office.open(); Phone agent = office.seat("agent", "10"); Phone alice = office.seat("alice", "11");
             Phone bob = office.seat("bob", "12"); Phone carol = office.seat("carol", "13"); Phone dave = office.seat("dave", "14")) {
            office.preferences("agent", Map.of("cloud_pbx_callqueue", true, "queue_wrap_up_time", 1, "sound_set", office.sounds(Map.of(
                "queue_greeting", GREETING_HZ, "queue_prefix", PREFIX_HZ, "1", FIRST_HZ, "2", SECOND_HZ, "queue_waiting_music", MUSIC_HZ))));
            Call talking = bob.call(office.uri("agent"));
            Call occupied = answer(agent);
            talking.awaitAnswered(PATIENCE);

            Call first = alice.call(office.uri("agent"));
            for (double heard : new double[] {GREETING_HZ, PREFIX_HZ, FIRST_HZ, MUSIC_HZ}) {
                first.awaitHearing(heard, PATIENCE);
            }
            Call second = carol.call(office.uri("agent"));
            for (double heard : new double[] {GREETING_HZ, PREFIX_HZ, SECOND_HZ, MUSIC_HZ}) {
                second.awaitHearing(heard, PATIENCE);
            }
            Call impatient = dave.call(office.uri("agent"));
            impatient.awaitHearing(MUSIC_HZ, PATIENCE);
            assertThat(office.waitingFor("agent")).containsExactly(first.callId(), second.callId(), impatient.callId());
            impatient.cancel();
            assertThat(impatient.awaitFinalStatus(PATIENCE)).isEqualTo(487);
            assertThat(List.of(first.finalStatus(), second.finalStatus())).as("they wait unanswered").containsOnly(0);

            talking.hangUp(PATIENCE);
            occupied.awaitEnded(PATIENCE);
            serve(agent, first, "11");
            second.awaitHearing(FIRST_HZ, PATIENCE); // has moved up
            second.awaitHearing(MUSIC_HZ, PATIENCE);
            assertThat(office.waitingFor("agent")).containsExactly(second.callId());
            first.hangUp(PATIENCE);
            serve(agent, second, "13");
            second.hangUp(PATIENCE);

            assertThat(office.records(impatient.callId(), 1)).containsExactly("cancel 487 dave>agent agent@office");
            for (Call served : List.of(first, second)) {
                assertThat(office.records(served.callId(), 1)).hasSize(1).first().asString().startsWith("ok 200 ").endsWith(">agent agent@office");
                JsonNode cdr = office.cdrs(served.callId(), 1).getFirst();
                assertThat(Duration.between(time(cdr, "init_time"), time(cdr, "start_time"))).as("waited, unpaid")
                    .isGreaterThan(Duration.ofSeconds(4));
                assertThat(cdr.path("duration").asDouble()).isBetween(0.5, 12.0);
            }
        }
    }

    private static LocalDateTime time(JsonNode cdr, String field) {
        return LocalDateTime.parse(cdr.path(field).asString().replace('T', ' '), TIME);
    }

    private static Call answer(Phone agent) {
        IncomingCall incoming = agent.awaitIncoming(PATIENCE);
        incoming.ring();
        return incoming.answer();
    }

    /** The colleague is called by whose turn it is; both hear each other. */
    private static void serve(Phone agent, Call caller, String extension) throws InterruptedException {
        IncomingCall incoming = agent.awaitIncoming(PATIENCE);
        assertThat(incoming.fromUser()).isEqualTo(extension);
        incoming.ring();
        Call serving = incoming.answer();
        caller.awaitAnswered(PATIENCE);
        Voices.bothHear(caller, CALLER_HZ, serving, AGENT_HZ);
    }
}
