package io.tandem.appserver.voicemail;

import java.time.Duration;
import java.util.Arrays;

import io.tandem.codec.SineTone;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecordingTest {
    private static final int FRAME = 160;
    private final Recording recording = new Recording(Duration.ofSeconds(10), 128);

    private static short[] frame(int value) {
        short[] frame = new short[FRAME];
        Arrays.fill(frame, (short) value);
        return frame;
    }

    @Test
    void gapsBecomeSilenceAndLatePacketsFindTheirPlace() {
        recording.add(0xFFFFFFF0, 1, frame(1000));                          // the media clock wraps
        recording.add(0xFFFFFFF0 + 2 * FRAME, 1, frame(3000));
        assertThat(recording.samples(false)).hasSize(3 * FRAME).startsWith((short) 1000);
        assertThat(recording.samples(false)[FRAME]).isZero();
        recording.add(0xFFFFFFF0 + FRAME, 1, frame(2000));
        assertThat(recording.samples(false)[FRAME]).isEqualTo((short) 2000);
        assertThat(recording.samples(false)[2 * FRAME]).isEqualTo((short) 3000);
    }

    @Test
    void newSourceOrClockGoesOnWhereTheOldOneEnded() {
        recording.add(0, 1, frame(1000));
        recording.add(900_000, 2, frame(2000));
        recording.add(5, 2, frame(3000));
        assertThat(recording.samples(false)).hasSize(3 * FRAME);
    }

    @Test
    void nothingIsTakenBeyondTheLimit() {
        for (int i = 0; i < 600; i++) recording.add(i * FRAME, 1, frame(1000));
        assertThat(recording.isFull()).isTrue();
        assertThat(Recording.lengthOf(recording.samples(false))).isEqualTo(Duration.ofSeconds(10));
        assertThat(recording.add(600 * FRAME, 1, frame(1000))).isFalse();
    }

    @Test
    void silenceAtTheEndCanBeCutOff() {
        SineTone tone = new SineTone(440, 5000);
        assertThat(recording.add(0, 1, tone.next(FRAME))).isTrue();
        assertThat(recording.add(FRAME, 1, frame(0))).isFalse();
        assertThat(recording.samples(true)).hasSize(FRAME);
        assertThat(recording.samples(false)).hasSize(2 * FRAME);
    }

    @Test
    void packetBeforeTheFirstIsLeftOut() {
        recording.add(1000, 1, frame(1000));
        assertThat(recording.add(1000 - FRAME, 1, frame(2000))).isFalse();
        assertThat(recording.samples(false)).hasSize(FRAME);
    }
}
