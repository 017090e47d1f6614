package io.tandem.appserver.conference;

import java.util.Arrays;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JitterBufferTest {
    private static final int SSRC = 7;

    private final JitterBuffer buffer = new JitterBuffer();
    private final short[] frame = new short[160];

    private static short[] packet(int value) {
        short[] samples = new short[160];
        Arrays.fill(samples, (short) value);
        return samples;
    }

    private int taken() {
        Arrays.fill(frame, (short) -1);
        return buffer.take(frame) ? frame[0] : -1;
    }

    @Test
    void audioComesOutFortyMillisecondsLaterAndInOrder() {
        int start = Integer.MAX_VALUE - 200;                    // the media clock wraps
        buffer.put(start, SSRC, packet(1));
        buffer.put(start + 320, SSRC, packet(3));               // overtakes the second
        buffer.put(start + 160, SSRC, packet(2));
        assertThat(new int[] {taken(), taken(), taken(), taken(), taken()}).containsExactly(0, 0, 1, 2, 3);
    }

    @Test
    void aLostPacketIsSilence() {
        buffer.put(0, SSRC, packet(1));
        buffer.put(320, SSRC, packet(3));
        assertThat(new int[] {taken(), taken(), taken(), taken(), taken()}).containsExactly(0, 0, 1, 0, 3);
    }

    @Test
    void aPauseEndsTheStreamUntilTheNextPacket() {
        assertThat(taken()).isEqualTo(-1);
        buffer.put(0, SSRC, packet(1));
        for (int i = 0; i < 8; i++) taken();
        assertThat(taken()).isEqualTo(-1);
        buffer.put(160_000, SSRC, packet(2));
        assertThat(new int[] {taken(), taken(), taken()}).containsExactly(0, 0, 2);
    }

    @Test
    void anotherSourceIsAnotherClock() {
        buffer.put(0, SSRC, packet(1));
        buffer.put(500, SSRC + 1, packet(2));
        assertThat(new int[] {taken(), taken(), taken()}).containsExactly(0, 0, 2);
    }

    @Test
    void aClockThatFallsBehindIsFollowed() {
        int value = 0;
        int heard = 0;
        for (int i = 0; i < 500; i++) {                         // 10 s of a clock that is 2 % slow
            if (i % 50 != 0) buffer.put(160 * value++, SSRC, packet(9));
            if (taken() == 9) heard++;
        }
        assertThat(heard).isGreaterThan(400);
    }

    @Property(tries = 200)
    void noSequenceOfPacketsBreaksIt(@ForAll @Size(max = 60) int[] timestamps, @ForAll @IntRange(max = 4000) int length) {
        for (int timestamp : timestamps) {
            buffer.put(timestamp, timestamp & 1, new short[length]);
            buffer.take(frame);
        }
        for (int i = 0; i < 20; i++) buffer.take(frame);
        assertThat(buffer.take(frame)).isFalse();
    }
}
