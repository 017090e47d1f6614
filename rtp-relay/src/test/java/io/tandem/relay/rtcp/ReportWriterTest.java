package io.tandem.relay.rtcp;

import java.time.Instant;
import java.util.List;

import io.tandem.rtp.NtpTime;
import io.tandem.rtp.RtcpCompound;
import io.tandem.rtp.RtcpPacket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportWriterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private final SourceTable heard = new SourceTable();
    private final SourceTable relayed = new SourceTable();

    private List<RtcpPacket> written(long nowNanos) throws Exception {
        byte[] bytes = ReportWriter.compound(heard, relayed, 77, nowNanos, NOW);
        return RtcpCompound.parse(bytes, 0, bytes.length);
    }

    @Test
    void whoHearsNothingYetGetsAReceiverReport() throws Exception {
        heard.onRtp(5, 8, 100, 0, 172, 0);
        heard.onRtp(5, 8, 103, 480, 172, SECOND / 50 * 3);
        RtcpPacket.ReceiverReport report = (RtcpPacket.ReceiverReport) written(SECOND).getFirst();
        assertThat(report.ssrc()).isEqualTo(77);
        assertThat(report.reports()).singleElement().satisfies(block -> {
            assertThat(block.ssrc()).isEqualTo(5);
            assertThat(block.cumulativeLost()).isEqualTo(2);
            assertThat(block.extendedHighestSequence()).isEqualTo(103);
            assertThat(block.lastSenderReport()).isZero();
        });
    }

    @Test
    void whoHearsASourceGetsASenderReportInItsName() throws Exception {
        relayed.onRtp(9, 8, 1, 8000, 172, 0);
        RtcpPacket.SenderReport report = (RtcpPacket.SenderReport) written(SECOND).getFirst();
        assertThat(report.ssrc()).isEqualTo(9);
        assertThat(report.rtpTimestamp()).isEqualTo(16_000);
        assertThat(report.ntpTime()).isEqualTo(NtpTime.of(NOW));
        assertThat(report.packetCount()).isEqualTo(1);
        assertThat(report.octetCount()).isEqualTo(160);
        assertThat(written(SECOND).get(1)).isInstanceOf(RtcpPacket.SourceDescription.class);
    }

    @Test
    void theReportBlockNamesTheLastReportOfTheSourceItselfAndNotTheRelays() throws Exception {
        heard.onRtp(5, 8, 100, 0, 172, 0);
        heard.find(5).onSenderReport(0x11112222, 0);
        heard.find(5).onOwnReport(0x33334444, SECOND / 2);
        RtcpPacket.ReceiverReport report = (RtcpPacket.ReceiverReport) written(SECOND).getFirst();
        assertThat(report.reports().getFirst().lastSenderReport()).isEqualTo(0x11112222);
        assertThat(report.reports().getFirst().delaySinceLastSenderReport()).isEqualTo(1 << 16);
    }

    @Test
    void qualityOverTimeIsKeptInBoundedSpace() {
        MosProgression progression = new MosProgression();
        for (int second = 0; second < 3600; second++) {
            progression.add(new QualityFigures(second < 1800 ? 4 : 2, 10, 1, 1000, 500, second * SECOND));
        }
        assertThat(progression.entries()).hasSizeBetween(MosProgression.MAX_ENTRIES / 2, MosProgression.MAX_ENTRIES);
        assertThat(progression.entries().getFirst().mos()).isEqualTo(4);
        assertThat(progression.entries().getLast().mos()).isEqualTo(2);
        assertThat(progression.intervalSeconds()).isGreaterThanOrEqualTo(3600 / MosProgression.MAX_ENTRIES / 2);
    }
}
