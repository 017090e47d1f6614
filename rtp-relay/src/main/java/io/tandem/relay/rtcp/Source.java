package io.tandem.relay.rtcp;

import io.tandem.rtp.NtpTime;
import io.tandem.rtp.ReceptionReport;
import io.tandem.rtp.ReceptionStatistics;

/** One synchronisation source (SSRC) as the relay sees it pass. Media loop writes. */
public final class Source {
    /** Sender reports remembered: the report on one comes back within a round trip, so a few are enough. */
    private static final int SENDER_REPORTS = 4;
    private static final int NO_CLOCK_SEEN = -1;

    private final int ssrc;
    private final ReceptionStatistics reception;
    private final Quality quality = new Quality();
    private final int[] reportTimes = new int[SENDER_REPORTS];
    private final long[] reportArrivalNanos = new long[SENDER_REPORTS];
    private int reports;
    /** Middle of the last NTP time the source reported; 0: none yet. */
    private int heardReport;
    private long heardReportNanos;
    private int payloadType = NO_CLOCK_SEEN;
    private int clockRateHz;
    private long packets;
    private long bytes;
    private int lastTimestamp;
    private long lastArrivalNanos;
    private int lastSequence;
    private int reportedLost;
    private long legRoundTripNanos;

    Source(int ssrc, int clockRateHz) {
        this.ssrc = ssrc;
        this.clockRateHz = clockRateHz;
        this.reception = new ReceptionStatistics(clockRateHz);
    }

    void onRtp(int type, int typeClockRateHz, int sequence, int timestamp, int length, long nowNanos) {
        if (type != payloadType) {
            payloadType = type;
            clockRateHz = typeClockRateHz;
            reception.clockRate(typeClockRateHz);
        }
        packets++;
        bytes += length;
        lastSequence = sequence;
        lastTimestamp = timestamp;
        lastArrivalNanos = nowNanos;
        reception.onPacket(sequence, timestamp, nowNanos);
    }

    /** Packets that were not seen one by one. @param jitterScaled sixteenths of the media clock */
    void onRelayed(long morePackets, long moreBytes, int sequence, int timestamp, int jitterScaled, long nowNanos) {
        packets += morePackets;
        bytes += moreBytes;
        lastSequence = sequence;
        lastTimestamp = timestamp;
        lastArrivalNanos = nowNanos;
        reception.onPackets(morePackets, sequence, timestamp, jitterScaled, nowNanos);
    }

    /** Packets that nobody looked at. */
    void onUnseen(long morePackets, long moreBytes, long nowNanos) {
        packets += morePackets;
        bytes += moreBytes;
        lastSequence = (int) (lastSequence + morePackets) & 0xFFFF;
        lastArrivalNanos = nowNanos;
        reception.onUnseen(morePackets);
    }

    /** For a take-over. */
    public SourceState state() {
        return new SourceState(ssrc, Math.max(payloadType, 0), packets, bytes, lastSequence, lastTimestamp, cumulativeLost(), quality.state());
    }

    void restore(SourceState state, int typeClockRateHz, long nowNanos) {
        payloadType = state.payloadType();
        clockRateHz = typeClockRateHz;
        reception.clockRate(typeClockRateHz);
        packets = state.packets();
        bytes = state.bytes();
        lastSequence = state.lastSequence();
        lastTimestamp = state.lastTimestamp();
        lastArrivalNanos = nowNanos;
        reportedLost = (int) state.lost();
        reception.restore(state.packets(), state.lost(), state.lastSequence());
        quality.restore(state.quality());
    }

    /** A report of the source itself. */
    void onSenderReport(int ntpMiddle, long nowNanos) {
        heardReport = ntpMiddle;
        heardReportNanos = nowNanos;
        onOwnReport(ntpMiddle, nowNanos);
    }

    /** A report that the relay sends in the source's name. */
    void onOwnReport(int ntpMiddle, long nowNanos) {
        reportTimes[reports % SENDER_REPORTS] = ntpMiddle;
        reportArrivalNanos[reports % SENDER_REPORTS] = nowNanos;
        reports++;
    }

    /** A report block on this source, sent by who receives it.
     * @param otherLegNanos round trip between relay and sender, 0 while unknown */
    void onReport(int fractionLost, int cumulativeLost, long jitterTicks, int lastSenderReport, int delay, long otherLegNanos,
            long nowNanos) {
        reportedLost = cumulativeLost;
        long leg = roundTrip(lastSenderReport, delay, nowNanos);
        if (leg >= 0) legRoundTripNanos = leg;
        double roundTripMicros = (legRoundTripNanos + otherLegNanos) / 1000.0;
        quality.onReport(jitterTicks * 1000.0 / clockRateHz, fractionLost * 100.0 / 256, roundTripMicros, legRoundTripNanos / 1000.0,
                nowNanos);
    }

    /** Relay to receiver and back (§6.4.1, seen from the middle): -1 if that sender report is not remembered. */
    private long roundTrip(int lastSenderReport, int delay, long nowNanos) {
        for (int i = 0; i < Math.min(reports, SENDER_REPORTS); i++) {
            if (reportTimes[i] == lastSenderReport && lastSenderReport != 0) {
                return Math.max(0, nowNanos - reportArrivalNanos[i] - NtpTime.shortToNanos(delay));
            }
        }
        return -1;
    }

    /** A report block of the relay's own on this source, and a new interval for its fraction lost. */
    ReceptionReport report(long nowNanos) {
        return reception.report(ssrc, heardReport, heardReport == 0 ? 0 : NtpTime.nanosToShort(nowNanos - heardReportNanos));
    }

    /** What the source's media clock shows now, as far as its last packet tells. */
    int timestampAt(long nowNanos) {
        return lastTimestamp + (int) ((nowNanos - lastArrivalNanos) / 1000 * clockRateHz / 1_000_000);
    }

    int clockRateHz() {
        return clockRateHz;
    }

    public int ssrc() {
        return ssrc;
    }

    public long packets() {
        return packets;
    }

    public long bytes() {
        return bytes;
    }

    public int lastTimestamp() {
        return lastTimestamp;
    }

    public int lastSequence() {
        return lastSequence;
    }

    /** Loss as its receiver reported it, or what is missing here if nobody did. */
    public long cumulativeLost() {
        return quality.samples() > 0 ? reportedLost : reception.cumulativeLost();
    }

    public double jitterMillis() {
        return reception.jitterMillis();
    }

    /** Round trip between the relay and the receiver of this source; 0 while unknown. */
    public long legRoundTripNanos() {
        return legRoundTripNanos;
    }

    public Quality quality() {
        return quality;
    }
}
