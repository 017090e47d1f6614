package io.tandem.relay.rtcp;

/** What is known of a source, for another relay to go on with.
 * @param payloadType last one, 0..127
 * @param lost        packets, as in reports */
public record SourceState(int ssrc, int payloadType, long packets, long bytes, int lastSequence, int lastTimestamp, long lost, QualityState quality) {
    public SourceState {
        if (payloadType < 0 || payloadType > 127) throw new IllegalArgumentException("payload type " + payloadType + " outside 0..127");
    }
}
