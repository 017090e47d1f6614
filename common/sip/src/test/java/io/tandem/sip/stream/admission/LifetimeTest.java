package io.tandem.sip.stream.admission;

import io.tandem.sip.stream.admission.Lifetime.Due;
import io.tandem.sip.stream.admission.Lifetime.Phase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LifetimeTest {

    private static final Lifetime.Times TIMES = new Lifetime.Times(10, 20, 1000, 100);
    private static final long NONE = Long.MIN_VALUE;
    private static final long OPENED = 5;

    private final Lifetime lifetime = new Lifetime(OPENED);

    private static Lifetime.View speaking(boolean mustAnswer) {
        return new Lifetime.View(Phase.OPEN, false, NONE, true, mustAnswer);
    }

    private Due due(long now, Lifetime.View view) {
        return lifetime.due(now, view, TIMES);
    }

    @Test
    void aHandshakeHasItsTime() {
        Lifetime.View shaking = new Lifetime.View(Phase.HANDSHAKE, true, NONE, false, false);
        assertThat(due(14, shaking)).isEqualTo(Due.NOTHING);
        assertThat(lifetime.nextNanos()).isEqualTo(15);
        assertThat(due(15, shaking)).isEqualTo(Due.HANDSHAKE);
    }

    @Test
    void theFirstMessageHasItsTimeWhateverElseComes() {
        Lifetime.View silent = new Lifetime.View(Phase.OPEN, true, NONE, false, false);
        lifetime.heard(24);
        assertThat(due(24, silent)).isEqualTo(Due.NOTHING);
        assertThat(lifetime.nextNanos()).isEqualTo(25);
        assertThat(due(25, silent)).isEqualTo(Due.FIRST_MESSAGE);
    }

    @Test
    void aMessageBegunHasItsTimeWhateverElseComes() {
        Lifetime.View unfinished = new Lifetime.View(Phase.OPEN, false, 50, false, false);
        lifetime.heard(69);
        assertThat(due(69, unfinished)).isEqualTo(Due.NOTHING);
        assertThat(due(70, unfinished)).isEqualTo(Due.MESSAGE_END);
    }

    @Test
    void silenceIsPingedAgainAndAgainAndEndsAsIdle() {
        assertThat(due(104, speaking(false))).isEqualTo(Due.NOTHING);
        for (long now = 105; now < 1005; now += 100) {
            assertThat(due(now, speaking(false))).isEqualTo(Due.PING);
            lifetime.pinged(now);
            assertThat(due(now, speaking(false))).isEqualTo(Due.NOTHING);
            assertThat(lifetime.nextNanos()).isEqualTo(Math.min(now + 100, 1005));
        }
        assertThat(due(1005, speaking(false))).isEqualTo(Due.IDLE);
    }

    @Test
    void whoMustAnswerHasTwoPings() {
        lifetime.pinged(105);
        lifetime.pinged(205);
        assertThat(due(304, speaking(true))).isEqualTo(Due.NOTHING);
        assertThat(due(305, speaking(true))).isEqualTo(Due.ANSWER);
        lifetime.heard(305);
        assertThat(due(405, speaking(true))).isEqualTo(Due.PING);
    }

    @Test
    void nothingIsDueWhileConnectingOrAfterTheEnd() {
        for (Phase phase : new Phase[] {Phase.CONNECTING, Phase.ENDED}) {
            assertThat(due(1_000_000, new Lifetime.View(phase, true, 0, true, true))).isEqualTo(Due.NOTHING);
            assertThat(lifetime.nextNanos()).isEqualTo(Long.MAX_VALUE);
        }
    }
}
