package io.tandem.relay.rtcp;

import java.time.Instant;
import java.util.List;

import io.tandem.rtp.NtpTime;
import io.tandem.rtp.ReceptionReport;
import io.tandem.rtp.RtcpCompound;
import io.tandem.rtp.RtcpPacket;

/** Writes the relay's own reports (RFC 3550 §6.4): as the sender of what it relays, and as the receiver of what it gets. Media loop only. */
public final class ReportWriter {
    private static final String CANONICAL_NAME = "relay";
    private static final int RTP_HEADER = 12;

    private ReportWriter() {}

    /** What one party is told.
     * @param heard   sources of that party
     * @param relayed sources of the other one, the latest of which the party hears
     * @param ownSsrc reporter while nothing is relayed to the party */
    public static byte[] compound(SourceTable heard, SourceTable relayed, int ownSsrc, long nowNanos, Instant now) {
        List<ReceptionReport> reports = heard.snapshot().stream().map(source -> source.report(nowNanos)).toList();
        Source latest = relayed.latest();
        if (latest == null || latest.packets() == 0) return compound(new RtcpPacket.ReceiverReport(ownSsrc, reports), ownSsrc);
        return compound(senderReport(latest, nowNanos, now, reports), latest.ssrc());
    }

    private static byte[] compound(RtcpPacket report, int ssrc) {
        return RtcpCompound.toBytes(List.of(report, new RtcpPacket.SourceDescription(ssrc, CANONICAL_NAME)));
    }

    private static RtcpPacket senderReport(Source source, long nowNanos, Instant now, List<ReceptionReport> reports) {
        long ntp = NtpTime.of(now);
        source.onOwnReport(NtpTime.middle(ntp), nowNanos);
        return new RtcpPacket.SenderReport(source.ssrc(), ntp, source.timestampAt(nowNanos), source.packets() & 0xFFFF_FFFFL,
                source.bytes() - RTP_HEADER * source.packets() & 0xFFFF_FFFFL, reports);
    }
}
