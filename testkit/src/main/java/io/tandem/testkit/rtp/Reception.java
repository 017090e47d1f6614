package io.tandem.testkit.rtp;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.codec.G711;
import io.tandem.codec.Goertzel;
import io.tandem.rtp.MalformedRtcpException;
import io.tandem.rtp.NtpTime;
import io.tandem.rtp.ReceptionReport;
import io.tandem.rtp.ReceptionStatistics;
import io.tandem.rtp.RtcpCompound;
import io.tandem.rtp.RtcpPacket;
import io.tandem.rtp.RtpPacket;

/** What one party has heard: statistics of the source, its audio, its reports on us. Any thread. */
final class Reception {
    private static final int MAX_SAMPLES = 120 * G711.CLOCK_RATE_HZ;
    /** 100 ms: whole periods of every multiple of 10 Hz. */
    private static final int BLOCK = 800;
    private static final int RECENT_BLOCKS = 5;
    private static final double QUIETEST_RMS = 500;

    /** Of the source heard now: another one begins anew (RFC 3550 §6.4.1). */
    private ReceptionStatistics statistics = new ReceptionStatistics(G711.CLOCK_RATE_HZ);
    private short[] samples = new short[10 * G711.CLOCK_RATE_HZ];
    private int sampleCount;
    private int source;
    private long received;
    private int lastSenderReport;
    private long lastSenderReportNanos;
    private long roundTripNanos;
    private long reportsSeen;

    synchronized void onRtp(byte[] data, int length, long arrivalNanos) {
        Optional<RtpPacket> parsed = RtpPacket.parse(data, 0, length);
        if (parsed.isEmpty()) {
            return;
        }
        RtpPacket packet = parsed.get();
        if (received++ > 0 && packet.ssrc() != source) statistics = new ReceptionStatistics(G711.CLOCK_RATE_HZ);
        source = packet.ssrc();
        statistics.onPacket(packet.sequenceNumber(), packet.timestamp(), arrivalNanos);
        if (packet.payloadType() == G711.PCMA.payloadType()) {
            keep(G711.PCMA.decode(packet.payload()));
        }
    }

    private void keep(short[] heard) {
        int end = Math.min(MAX_SAMPLES, sampleCount + heard.length);
        if (end > samples.length) {
            samples = Arrays.copyOf(samples, Math.min(MAX_SAMPLES, 2 * end));
        }
        System.arraycopy(heard, 0, samples, sampleCount, end - sampleCount);
        sampleCount = end;
    }

    synchronized void onRtcp(byte[] data, int length, int ownSource, long arrivalNanos) {
        try {
            for (RtcpPacket packet : RtcpCompound.parse(data, 0, length)) {
                switch (packet) {
                    case RtcpPacket.SenderReport report -> {
                        lastSenderReport = NtpTime.middle(report.ntpTime());
                        lastSenderReportNanos = arrivalNanos;
                        onReports(report.reports(), ownSource);
                    }
                    case RtcpPacket.ReceiverReport report -> onReports(report.reports(), ownSource);
                    case RtcpPacket.SourceDescription _, RtcpPacket.Goodbye _, RtcpPacket.Other _ -> { }
                }
            }
        } catch (MalformedRtcpException _) {
            return;                                            // RFC 3550 §A.2: what does not check out is left alone
        }
    }

    private void onReports(List<ReceptionReport> reports, int ownSource) {
        reportsSeen++;
        for (ReceptionReport report : reports) {
            OptionalLong roundTrip = report.ssrc() == ownSource ? report.roundTripNanos(NtpTime.middle(NtpTime.of(Instant.now())))
                    : OptionalLong.empty();
            roundTrip.ifPresent(nanos -> roundTripNanos = nanos);
        }
    }

    /** Report block on the source heard; none before its first packet. */
    synchronized List<ReceptionReport> report(long nowNanos) {
        if (statistics.received() == 0) {
            return List.of();
        }
        int delay = lastSenderReport == 0 ? 0 : NtpTime.nanosToShort(nowNanos - lastSenderReportNanos);
        return List.of(statistics.report(source, lastSenderReport, delay));
    }

    /** Packets of all sources. */
    synchronized long received() {
        return received;
    }

    synchronized long lost() {
        return Math.max(0, statistics.cumulativeLost());
    }

    synchronized double lossPercent() {
        return statistics.expected() == 0 ? 100 : 100.0 * lost() / statistics.expected();
    }

    synchronized double jitterMillis() {
        return statistics.jitterMillis();
    }

    synchronized double roundTripMillis() {
        return roundTripNanos / 1e6;
    }

    synchronized long reportsSeen() {
        return reportsSeen;
    }

    /** True when most of what was heard is this tone. */
    synchronized boolean hears(double toneHz) {
        int blocks = sampleCount / BLOCK;
        return blocks > 0 && 2 * hits(0, blocks, toneHz) > blocks;
    }

    /** True when the last half second that was heard is this tone. */
    synchronized boolean hearsNow(double toneHz) {
        int begin = sampleCount - RECENT_BLOCKS * BLOCK;
        return begin >= 0 && hits(begin, RECENT_BLOCKS, toneHz) == RECENT_BLOCKS;
    }

    private int hits(int begin, int blocks, double toneHz) {
        int hits = 0;
        for (int i = 0; i < blocks; i++) {
            if (Goertzel.isTone(Arrays.copyOfRange(samples, begin + i * BLOCK, begin + (i + 1) * BLOCK), toneHz, QUIETEST_RMS)) {
                hits++;
            }
        }
        return hits;
    }
}
