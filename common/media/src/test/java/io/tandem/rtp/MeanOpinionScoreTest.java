package io.tandem.rtp;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MeanOpinionScoreTest {
    @Test
    void aPerfectLineIsTollQuality() {
        assertThat(MeanOpinionScore.conversational(0, 0, 0)).isCloseTo(4.41, within(0.01));
    }

    @Test
    void lossDelayAndJitterLowerIt() {
        double good = MeanOpinionScore.conversational(20, 1, 0);
        assertThat(MeanOpinionScore.conversational(20, 1, 5)).isLessThan(good - 0.3);
        assertThat(MeanOpinionScore.conversational(600, 1, 0)).isLessThan(good - 0.5);
        assertThat(MeanOpinionScore.conversational(20, 100, 0)).isLessThan(good);
    }

    @Test
    void staysWithinTheScale() {
        assertThat(MeanOpinionScore.conversational(5000, 500, 100)).isEqualTo(1);
        assertThat(MeanOpinionScore.fromRating(100)).isEqualTo(4.5);
    }
}
