package io.tandem.rtp;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ReceptionStatisticsTest {
    private static final long FRAME_NANOS = 20_000_000;
    private final ReceptionStatistics statistics = new ReceptionStatistics(8000);

    private void receive(int sequence, long arrivalNanos) {
        statistics.onPacket(sequence & 0xFFFF, sequence * 160, arrivalNanos);
    }

    @Test
    void evenPacketsHaveNoLossAndNoJitter() {
        for (int i = 0; i < 100; i++) receive(i, i * FRAME_NANOS);
        assertThat(statistics.expected()).isEqualTo(100);
        assertThat(statistics.cumulativeLost()).isZero();
        assertThat(statistics.jitterTicks()).isZero();
    }

    @Test
    void countsAcrossTheWrapOfTheSequenceNumber() {
        for (int i = 65530; i < 65546; i++) receive(i, i * FRAME_NANOS);
        assertThat(statistics.expected()).isEqualTo(16);
        assertThat(statistics.extendedHighestSequence()).isEqualTo(65545);
        assertThat(statistics.cumulativeLost()).isZero();
    }

    @Test
    void reportsTheFractionLostPerInterval() {
        for (int i = 0; i < 100; i++) if (i % 4 != 3) receive(i, i * FRAME_NANOS);
        receive(100, 100 * FRAME_NANOS);
        ReceptionReport first = statistics.report(7, 0, 0);
        assertThat(first.cumulativeLost()).isEqualTo(25);
        assertThat(first.fractionLostPercent()).isCloseTo(25, within(1.0));
        for (int i = 101; i < 200; i++) receive(i, i * FRAME_NANOS);
        assertThat(statistics.report(7, 0, 0).fractionLost()).isZero();
    }

    @Test
    void jitterApproachesTheMeanDeviation() {
        for (int i = 0; i < 1000; i++) receive(i, i * FRAME_NANOS + (i % 2) * 5_000_000);
        assertThat(statistics.jitterMillis()).isCloseTo(5, within(0.3));
    }

    @Test
    void aSenderThatRestartsIsCountedFromNew() {
        receive(10, 0);
        receive(40000, FRAME_NANOS);
        assertThat(statistics.received()).isEqualTo(1);
        receive(40001, 2 * FRAME_NANOS);
        assertThat(statistics.received()).isEqualTo(1);
        assertThat(statistics.cumulativeLost()).isZero();
    }

    @Test
    void aLatePacketIsNoLoss() {
        receive(1, 0);
        receive(3, FRAME_NANOS);
        receive(2, 2 * FRAME_NANOS);
        assertThat(statistics.cumulativeLost()).isZero();
    }

    @Test
    void packetsThatNobodyLookedAtAreNotLost() {
        receive(65_000, 0);
        statistics.onUnseen(3000);
        receive(65_000 + 3001 & 0xFFFF, 0);
        assertThat(statistics.received()).isEqualTo(3002);
        assertThat(statistics.cumulativeLost()).isZero();
    }

    @Test
    void anotherReceiverGoesOnWithTheLoss() {
        statistics.restore(100_000, 7, 20);
        receive(21, 0);
        receive(23, 0);
        assertThat(statistics.received()).isEqualTo(100_002);
        assertThat(statistics.cumulativeLost()).isEqualTo(8);
    }
}
