package io.tandem.rtp;

import java.util.OptionalLong;

/** One reception report block (RFC 3550 §6.4.1).
 * @param fractionLost unit 1/256
 * @param cumulativeLost signed 24 bits
 * @param jitterTicks unit of the media clock
 * @param lastSenderReport middle 32 bits of the NTP time of the last SR from that source, 0 if none
 * @param delaySinceLastSenderReport unit 1/65536 s */
public record ReceptionReport(int ssrc, int fractionLost, int cumulativeLost, long extendedHighestSequence, long jitterTicks,
                              int lastSenderReport, int delaySinceLastSenderReport) {
    /** Octets of a block in a packet. */
    public static final int LENGTH = 24;

    public ReceptionReport {
        if (fractionLost < 0 || fractionLost > 255) throw new IllegalArgumentException("fraction lost " + fractionLost + " outside 0..255");
        if (cumulativeLost < -0x800000 || cumulativeLost > 0x7FFFFF) {
            throw new IllegalArgumentException("cumulative lost " + cumulativeLost + " outside 24 bits");
        }
    }

    public double fractionLostPercent() {
        return fractionLost * 100.0 / 256;
    }

    /** Round trip to the reporter. Any thread.
     * @param nowNtp32 middle 32 bits of the NTP clock, unit 1/65536 s
     * @return nanoseconds; empty before the reporter saw a sender report, and for a report from the future */
    public OptionalLong roundTripNanos(int nowNtp32) {
        if (lastSenderReport == 0) return OptionalLong.empty();
        int ticks = nowNtp32 - lastSenderReport - delaySinceLastSenderReport;
        return ticks < 0 ? OptionalLong.empty() : OptionalLong.of(NtpTime.shortToNanos(ticks));
    }
}
