package io.tandem.relay.rtcp;

/** Sums of a source's quality reports, for another relay to go on with; the course over time is not in it.
 * @param samples reports; with none all else is 0 */
public record QualityState(int samples, double mos, double jitterMillis, double lossPercent, double roundTripMicros, double legRoundTripMicros,
                           double lowestMos, double highestMos) {
    /** No reports. */
    public static final QualityState NONE = new QualityState(0, 0, 0, 0, 0, 0, 0, 0);
}
