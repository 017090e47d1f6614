package io.tandem.audio;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ComfortNoiseTest {
    @ParameterizedTest
    @ValueSource(ints = {10, 30, 50, 70})
    void noiseHasTheLevelThatItsPayloadNames(int level) {
        short[] noise = new short[8000];
        new ComfortNoise().generate(level, noise, noise.length);
        assertThat(ComfortNoise.level(noise, noise.length)).isBetween(level - 1, level + 2);
        assertThat(noise).isNotEqualTo(new short[noise.length]);
    }

    @Test
    void silenceIsTheQuietestLevel() {
        assertThat(ComfortNoise.level(new short[160], 160)).isEqualTo(127);
        short[] noise = new short[160];
        new ComfortNoise().generate(127, noise, 160);
        assertThat(noise).containsOnly((short) 0);
    }
}
