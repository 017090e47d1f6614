package io.tandem.relay.codec;

import io.tandem.codec.AudioCodec;

/** What a party is sent where the relay makes the audio itself: transcoded, played, or silence.
 * @param parameters   the receiver's {@code a=fmtp}; may be empty
 * @param packetMillis audio in one packet
 * @param eventType    payload type of telephone-events, -1 if the receiver has none
 * @param eventClockHz their clock */
public record OutputFormat(AudioCodec codec, int payloadType, String parameters, int packetMillis, int eventType, int eventClockHz) {
    public boolean hasEvents() {
        return eventType >= 0;
    }
}
