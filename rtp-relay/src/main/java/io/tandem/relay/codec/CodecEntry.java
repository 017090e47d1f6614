package io.tandem.relay.codec;

import java.util.Locale;
import java.util.Optional;

import io.tandem.codec.AudioCodec;

/** One format of a media line.
 * @param clockRateHz of RTP timestamps
 * @param parameters  value of {@code a=fmtp}; may be empty */
public record CodecEntry(int payloadType, String encoding, int clockRateHz, int channels, String parameters) {
    private static final String EVENT = "telephone-event";
    private static final String NOISE = "CN";

    /** Empty for what can only be passed on. */
    public Optional<AudioCodec> codec() {
        return AudioCodec.find(encoding, clockRateHz, channels);
    }

    /** DTMF by RFC 4733. */
    public boolean isEvent() {
        return encoding.equalsIgnoreCase(EVENT);
    }

    /** Comfort noise by RFC 3389. */
    public boolean isNoise() {
        return encoding.equalsIgnoreCase(NOISE);
    }

    /** Real audio or video, that a stream can live on. */
    public boolean isMedia() {
        return !isEvent() && !isNoise();
    }

    /** The same format, whatever its payload type; parameters of one stream may differ by direction. */
    public boolean isLike(CodecEntry other) {
        return encoding.equalsIgnoreCase(other.encoding) && clockRateHz == other.clockRateHz && channels == other.channels;
    }

    CodecEntry withPayloadType(int type) {
        return new CodecEntry(type, encoding, clockRateHz, channels, parameters);
    }

    CodecEntry withParameters(String other) {
        return new CodecEntry(payloadType, encoding, clockRateHz, channels, other);
    }

    static CodecEntry event(int payloadType, int clockRateHz) {
        return new CodecEntry(payloadType, EVENT, clockRateHz, 1, "0-15");
    }

    /** What stands in {@code a=rtpmap}. */
    String map() {
        return encoding + "/" + clockRateHz + (channels > 1 ? "/" + channels : "");
    }

    String key() {
        return encoding.toLowerCase(Locale.ROOT);
    }
}
