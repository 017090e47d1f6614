package io.tandem.appserver.reminder;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.voicemail.VoiceboxRig;
import io.tandem.platform.control.ControlFault;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Wake-up calls from their time on: whom the B2BUA is asked to ring, and what who answers hears. */
class ReminderCallsTest implements Reminders {
    private static final ReminderProperties SETTINGS = new ReminderProperties(true, "app.local", "127.0.0.1:8090", Duration.ofSeconds(5), Duration.ofSeconds(10),
            Duration.ofMinutes(5), 2, Duration.ofSeconds(60));
    private final ManualScheduler time = new ManualScheduler();
    private final List<String> rung = new ArrayList<>();
    private final List<Long> done = new ArrayList<>();
    private Optional<Exception> failure = Optional.empty();
    private boolean away;
    private boolean claimed;
    private boolean active = true;

    ReminderCallsTest() {
        new ReminderCalls(this, this::ring, SETTINGS, time, time, Runnable::run, () -> active).start();
    }

    private void ring(String uuid, String address, String destination) throws ControlFault, IOException {
        rung.add(uuid + " " + address + " " + destination);
        if (failure.isPresent() && failure.get() instanceof ControlFault fault) throw fault;
        if (failure.isPresent() && failure.get() instanceof IOException gone) throw gone;
    }

    @Override
    public List<Reminder> near() throws SQLException {
        if (away) throw new SQLException("away");
        LocalTime now = time.instant().atZone(ZoneOffset.UTC).toLocalTime();
        return List.of(new Reminder(7, "uuid-bob", "sip:bob@example.org", now.minusSeconds(5), Reminder.Recurrence.NEVER, ZoneOffset.UTC, Duration.ofHours(1)),
                new Reminder(8, "uuid-eve", "sip:eve@example.org", now.plusSeconds(900), Reminder.Recurrence.NEVER, ZoneOffset.UTC, Duration.ofHours(1)));
    }

    @Override
    public boolean claim(Reminder reminder) {
        boolean first = !claimed;
        claimed = true;
        return first;
    }

    @Override
    public void done(Reminder reminder) {
        done.add(reminder.id());
    }

    @Test
    void whoseTimeItIsIsRungOnce() {
        time.passes(Duration.ofSeconds(11));
        assertThat(rung).containsExactly("uuid-bob sip:bob@example.org sip:reminder@app.local");
        assertThat(done).containsExactly(7L);
        time.passes(Duration.ofMinutes(3));
        assertThat(rung).as("somebody else has it, or it was made").hasSize(1);
    }

    @Test
    void theStandbyNodeWakesNobodyUntilItIsActive() {
        active = false;
        time.passes(Duration.ofSeconds(21));
        assertThat(rung).isEmpty();
        assertThat(claimed).isFalse();
        active = true;
        time.passes(Duration.ofSeconds(10));
        assertThat(rung).hasSize(1);
    }

    @Test
    void aPhoneThatDoesNotRingIsCalledTwiceMore() {
        failure = Optional.of(new ControlFault(480, "Offline"));
        time.passes(Duration.ofSeconds(11));
        assertThat(rung).hasSize(1);
        time.passes(Duration.ofSeconds(60));
        assertThat(rung).hasSize(2);
        assertThat(done).isEmpty();
        time.passes(Duration.ofMinutes(5));
        assertThat(rung).hasSize(3);
        assertThat(done).containsExactly(7L);
    }

    @Test
    void whileTheB2buaIsAwayItIsTriedAgain() {
        failure = Optional.of(new IOException("no answer"));
        time.passes(Duration.ofSeconds(11));
        failure = Optional.empty();
        time.passes(Duration.ofSeconds(60));
        assertThat(rung).hasSize(2);
        assertThat(done).containsExactly(7L);
    }

    @Test
    void whileTheDatabaseIsAwayTheNextLookComes() {
        away = true;
        time.passes(Duration.ofSeconds(11));
        assertThat(rung).isEmpty();
        away = false;
        time.passes(Duration.ofSeconds(10));
        assertThat(rung).hasSize(1);
    }

    @Test
    void whoAnswersHearsThatItIsTime() {
        Prompts prompts = Prompts.load(Optional.empty());
        VoiceboxRig rig = new VoiceboxRig(new WakeUp(prompts, "app.local"));
        rig.says(VoiceboxRig.request("INVITE", 1, "", VoiceboxRig.sdp("sendrecv", "8")).replace("sip:vmu431110@voicebox.local", "sip:reminder@app.local"));
        rig.hears("SIP/2.0 100");
        SipMessage ok = rig.hears("SIP/2.0 200");
        rig.says(VoiceboxRig.request("ACK", 1, ok.toTag().orElseThrow(), "")).passes(Duration.ofSeconds(5));
        rig.answers(rig.hears("BYE sip:alice@127.0.0.9:5060"));
        assertThat(rig.audio.size()).isBetween(prompts.of(Prompt.REMINDER).length / 160 - 1, prompts.of(Prompt.REMINDER).length / 160 + 2);
        rig.isIdle();
    }
}
