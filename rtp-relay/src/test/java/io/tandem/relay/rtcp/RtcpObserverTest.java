package io.tandem.relay.rtcp;

import java.lang.foreign.MemorySegment;
import java.util.List;

import io.tandem.rtp.ReceptionReport;
import io.tandem.rtp.RtcpCompound;
import io.tandem.rtp.RtcpPacket;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RtcpObserverTest {
    private static final int SSRC_A = 0xA;
    private static final int SSRC_B = 0xB;
    private static final long MILLI = 1_000_000;

    private final SourceTable a = new SourceTable();
    private final SourceTable b = new SourceTable();

    private static void pass(RtcpPacket packet, SourceTable from, SourceTable to, long nowNanos) {
        byte[] bytes = RtcpCompound.toBytes(List.of(packet));
        RtcpObserver.observe(MemorySegment.ofArray(bytes), 0, bytes.length, from, to, nowNanos);
    }

    private static RtcpPacket senderReport(int ssrc, int ntpMiddle) {
        return new RtcpPacket.SenderReport(ssrc, (long) ntpMiddle << 16, 0, 0, 0, List.of());
    }

    private static RtcpPacket report(int from, int about, int lastSenderReport, int delay) {
        return new RtcpPacket.ReceiverReport(from, List.of(new ReceptionReport(about, 64, 7, 0, 160, lastSenderReport, delay)));
    }

    @Test
    void theRoundTripIsTheSumOfBothLegs() {
        a.onRtp(SSRC_A, 8, 1, 160, 172, 0);
        b.onRtp(SSRC_B, 8, 1, 160, 172, 0);
        pass(senderReport(SSRC_B, 500), b, a, 0);                       // B's report passes towards A
        pass(report(SSRC_A, SSRC_B, 500, 0), a, b, 30 * MILLI);         // A answers: 30 ms between relay and A
        pass(senderReport(SSRC_A, 700), a, b, 40 * MILLI);
        pass(report(SSRC_B, SSRC_A, 700, 65536 / 100), b, a, 70 * MILLI); // B waited 10 ms: 20 ms between relay and B
        Quality quality = a.snapshot().getFirst().quality();
        QualityFigures figures = quality.average().orElseThrow();
        assertThat(figures.legRoundTripMicros()).isCloseTo(20_000, within(100.0));
        assertThat(figures.roundTripMicros()).isCloseTo(50_000, within(100.0));
        assertThat(figures.jitterMillis()).isEqualTo(20);
        assertThat(figures.lossPercent()).isEqualTo(25);
        assertThat(a.snapshot().getFirst().cumulativeLost()).isEqualTo(7);
        assertThat(quality.lowest()).isEqualTo(quality.highest());
    }

    @Test
    void aReportOnNobodyOrOnAForgottenSenderReportIsHarmless() {
        a.onRtp(SSRC_A, 8, 1, 160, 172, 0);
        pass(report(SSRC_B, 0xC, 700, 0), b, a, MILLI);
        pass(report(SSRC_B, SSRC_A, 12345, 0), b, a, MILLI);
        assertThat(a.snapshot()).hasSize(1);
        assertThat(a.snapshot().getFirst().legRoundTripNanos()).isZero();
    }

    @Test
    void aFloodOfSourcesIsBounded() {
        for (int ssrc = 0; ssrc < 1000; ssrc++) a.onRtp(ssrc, 8, 1, 160, 172, 0);
        assertThat(a.snapshot()).hasSize(8);
    }

    @Property(tries = 2000)
    void rubbishIsReadWithinItsBounds(@ForAll @Size(max = 120) byte[] rubbish) {
        a.onRtp(SSRC_A, 8, 1, 160, 172, 0);
        if (rubbish.length > 2) {
            rubbish[0] = (byte) (0x80 | rubbish[0] & 31);
            rubbish[1] = (byte) (200 + (rubbish[1] & 1));
            rubbish[2] = 0;
        }
        RtcpObserver.observe(MemorySegment.ofArray(rubbish), 0, rubbish.length, a, b, 0);
        assertThat(a.snapshot()).isNotEmpty();
    }
}
