package io.tandem.relay.rtcp;

/** One value of each figure behind a MOS, or their sum over samples.
 * @param jitterMillis as the receiver reported it
 * @param roundTripMicros both legs; {@code legRoundTripMicros} is the reporter's leg alone
 * @param reportedAtNanos monotonic time of the report */
public record QualityFigures(double mos, double jitterMillis, double lossPercent, double roundTripMicros, double legRoundTripMicros,
                             long reportedAtNanos) {
    /** Mean of both, at the time of this one. */
    QualityFigures averagedWith(QualityFigures other) {
        return new QualityFigures((mos + other.mos) / 2, (jitterMillis + other.jitterMillis) / 2, (lossPercent + other.lossPercent) / 2,
                (roundTripMicros + other.roundTripMicros) / 2, (legRoundTripMicros + other.legRoundTripMicros) / 2, reportedAtNanos);
    }
}
