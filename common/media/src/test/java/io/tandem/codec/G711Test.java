package io.tandem.codec;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class G711Test {
    @ParameterizedTest
    @EnumSource
    void everyCodeSurvivesDecodingAndEncoding(G711 law) {
        for (int code = 0; code < 256; code++) {
            short linear = law.decode((byte) code);
            assertThat(law.decode(law.encode(linear))).isEqualTo(linear);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySampleKeepsItsValueWithinOneStep(G711 law) {
        for (int value = -32124; value <= 32124; value++) {
            int error = Math.abs(law.decode(law.encode((short) value)) - value);
            assertThat(error).as("%s %d", law, value).isLessThanOrEqualTo(Math.max(16, Math.abs(value) / 16));
        }
    }

    @Test
    void knownValuesOfTheRecommendation() {
        assertThat(G711.PCMA.decode((byte) 0xD5)).isEqualTo((short) 8);
        assertThat(G711.PCMA.decode((byte) 0xAA)).isEqualTo((short) 32256);
        assertThat(G711.PCMU.decode((byte) 0xFF)).isZero();
        assertThat(G711.PCMU.decode((byte) 0x80)).isEqualTo((short) 32124);
        assertThat(G711.PCMA.payloadType()).isEqualTo(8);
        assertThat(G711.PCMU.payloadType()).isZero();
    }

    @Test
    void aToneIsRecognisedBehindEitherLaw() {
        short[] tone = new SineTone(440, 8000).next(8000);
        for (G711 law : G711.values()) {
            short[] heard = law.decode(law.encode(tone));
            assertThat(Goertzel.share(heard, 440)).isGreaterThan(0.99);
            assertThat(Goertzel.isTone(heard, 440, 500)).isTrue();
            assertThat(Goertzel.isTone(heard, 1000, 500)).isFalse();
        }
        assertThat(Goertzel.isTone(new short[160], 440, 500)).isFalse();
    }

    @Test
    void aToneGoesOnWithoutAJumpBetweenFrames() {
        SineTone inFrames = new SineTone(440, 8000);
        short[] whole = new SineTone(440, 8000).next(320);
        assertThat(inFrames.next(160)).containsExactly(Arrays.copyOf(whole, 160));
        assertThat(inFrames.next(160)).containsExactly(Arrays.copyOfRange(whole, 160, 320));
    }
}
