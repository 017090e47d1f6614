package io.tandem.codec;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An audio codec that is spoken here, as {@code a=rtpmap} names it. Immutable.
 * @param clockRateHz of RTP timestamps, which is not always the sample rate (RFC 3551 §4.5.2, RFC 7587 §4.1)
 * @param channels    of the payload; the audio inside is always one channel */
public record AudioCodec(Kind kind, int clockRateHz, int channels) {
    /** The codecs by their registered names. */
    public enum Kind { PCMU, PCMA, G722, OPUS, L16 }

    public static final AudioCodec PCMU = new AudioCodec(Kind.PCMU, 8000, 1);
    public static final AudioCodec PCMA = new AudioCodec(Kind.PCMA, 8000, 1);
    public static final AudioCodec G722 = new AudioCodec(Kind.G722, 8000, 1);
    public static final AudioCodec OPUS = new AudioCodec(Kind.OPUS, 48_000, 2);

    /** Payload type of a codec without a static one. */
    public static final int DYNAMIC = -1;

    private static final List<Integer> LINEAR_RATES = List.of(8000, 16_000, 32_000, 44_100, 48_000);
    private static final List<Integer> OPUS_MILLIS = List.of(10, 20, 40, 60);
    private static final int MAX_MILLIS = 60;

    /** Empty for a codec that has to be passed on as it is, such as G729.
     * @param encoding name in any case */
    public static Optional<AudioCodec> find(String encoding, int clockRateHz, int channels) {
        return switch (encoding.toUpperCase(Locale.ROOT)) {
            case "PCMU" -> Optional.of(PCMU).filter(codec -> codec.is(clockRateHz, channels));
            case "PCMA" -> Optional.of(PCMA).filter(codec -> codec.is(clockRateHz, channels));
            case "G722" -> Optional.of(G722).filter(codec -> codec.is(clockRateHz, channels));
            case "OPUS" -> Optional.of(OPUS).filter(codec -> codec.is(clockRateHz, 2) && channels <= 2);
            case "L16" -> LINEAR_RATES.contains(clockRateHz) && (channels == 1 || channels == 2)
                    ? Optional.of(new AudioCodec(Kind.L16, clockRateHz, channels)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private boolean is(int rateHz, int count) {
        return clockRateHz == rateHz && channels == count;
    }

    /** The registered name. */
    public String encoding() {
        return kind == Kind.OPUS ? "opus" : kind.name();
    }

    /** By RFC 3551 §6, or {@link #DYNAMIC}. */
    public int staticPayloadType() {
        return switch (kind) {
            case PCMU -> 0;
            case PCMA -> 8;
            case G722 -> 9;
            case L16 -> clockRateHz != 44_100 ? DYNAMIC : channels == 2 ? 10 : 11;
            case OPUS -> DYNAMIC;
        };
    }

    /** The codec's own sample rate; Opus encodes 8 and 16 kHz as well. */
    public int sampleRateHz() {
        return kind == Kind.G722 ? 16_000 : clockRateHz;
    }

    /** The packet time nearest to the wanted one that the codec and a datagram allow. */
    public int packetMillis(int wanted) {
        if (kind == Kind.OPUS) return OPUS_MILLIS.stream().filter(millis -> millis >= wanted).findFirst().orElse(MAX_MILLIS);
        int octetsPerMillis = kind == Kind.L16 ? 2 * channels * clockRateHz / 1000 : 8;
        int most = Math.min(MAX_MILLIS, (AudioEncoder.MAX_PAYLOAD - 2) / octetsPerMillis);
        return Math.clamp(wanted, Math.min(10, most), most);
    }

    /** For one stream. */
    public AudioDecoder newDecoder() {
        return switch (kind) {
            case PCMU -> new LinearCoding.G711Decoder(G711.PCMU);
            case PCMA -> new LinearCoding.G711Decoder(G711.PCMA);
            case G722 -> new G722Decoder();
            case L16 -> new LinearCoding.L16Decoder(clockRateHz, channels);
            case OPUS -> new OpusCoding.Decoder();
        };
    }

    /** For one stream.
     *  @param rateHz of 8000, 16000 or 48000, the rate that costs the caller no resampling; only Opus can follow it
     *  @param parameters what the receiver asks for by {@code a=fmtp}; may be empty */
    public AudioEncoder newEncoder(int rateHz, String parameters) {
        return switch (kind) {
            case PCMU -> new LinearCoding.G711Encoder(G711.PCMU);
            case PCMA -> new LinearCoding.G711Encoder(G711.PCMA);
            case G722 -> new G722Encoder();
            case L16 -> new LinearCoding.L16Encoder(clockRateHz, channels);
            case OPUS -> new OpusCoding.Encoder(rateHz, parameters);
        };
    }

    @Override public String toString() {
        return encoding() + "/" + clockRateHz + (channels == 1 ? "" : "/" + channels);
    }
}
