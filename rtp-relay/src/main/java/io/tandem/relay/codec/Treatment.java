package io.tandem.relay.codec;

import io.tandem.codec.AudioCodec;

/** What becomes of packets of one payload type. */
public sealed interface Treatment {
    /** Passed on as it is, under the payload type that the receiver gave the format.
     * @param event it is a telephone-event */
    record Pass(int payloadType, int clockRateHz, boolean event) implements Treatment {}

    /** Decoded and encoded again in the output format. */
    record Decode(AudioCodec codec) implements Treatment {}

    /** A telephone-event (RFC 4733), sent on as one, or as tones where the receiver has none. */
    record Event(int clockRateHz) implements Treatment {}

    /** Comfort noise (RFC 3389) for a receiver that has none: generated. */
    record Noise(int clockRateHz) implements Treatment {}

    /** For nobody. */
    record Drop() implements Treatment {}
}
