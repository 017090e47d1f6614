package io.tandem.relay.codec;

import java.util.Locale;
import java.util.Optional;

import io.tandem.codec.AudioCodec;

/** A codec as an ng option names it: {@code NAME/CLOCK/CHANNELS/BITRATE/PTIME/FMTP}, what is left out matches anything.
 * @param name       lower case; {@code all} is every codec, {@code full} every codec with telephone-events and comfort noise
 * @param clockRateHz 0 for any
 * @param channels   0 for any
 * @param bitrate    bits a second, 0 if not said
 * @param packetMillis 0 if not said
 * @param parameters for {@code a=fmtp}; may be empty */
public record CodecPattern(String name, int clockRateHz, int channels, int bitrate, int packetMillis, String parameters) {
    /** A dash pair stands for an equals sign, which the options' own grammar takes. */
    public static Optional<CodecPattern> parse(String text) {
        String[] parts = text.strip().split("/", 6);
        if (parts[0].isEmpty()) return Optional.empty();
        int[] numbers = new int[5];
        for (int i = 1; i < Math.min(parts.length, 5); i++) {
            if (!parts[i].matches("[0-9]{0,7}")) return Optional.empty();
            numbers[i] = parts[i].isEmpty() ? 0 : Integer.parseInt(parts[i]);
        }
        String parameters = parts.length == 6 ? parts[5].replace("--", "=") : "";
        boolean printable = parameters.chars().noneMatch(c -> c < ' ');
        return Optional.of(new CodecPattern(parts[0].toLowerCase(Locale.ROOT), numbers[1], numbers[2], numbers[3], numbers[4], parameters))
                .filter(_ -> printable);
    }

    boolean isAll() {
        return name.equals("all") || name.equals("full");
    }

    boolean matches(CodecEntry entry) {
        if (name.equals("full")) return true;
        if (name.equals("all")) return entry.isMedia();
        return name.equals(entry.key()) && (clockRateHz == 0 || clockRateHz == entry.clockRateHz())
                && (channels == 0 || channels == entry.channels());
    }

    /** The codec to add to an offer; empty if there is none by this name here. */
    Optional<AudioCodec> codec() {
        boolean opus = name.equals("opus");
        int rate = clockRateHz != 0 ? clockRateHz : opus ? 48_000 : 8000;
        return AudioCodec.find(name, rate, channels != 0 ? channels : opus ? 2 : 1);
    }

    boolean isEvent() {
        return name.equals("telephone-event");
    }

    boolean isNoise() {
        return name.equals("cn");
    }

    /** For {@code a=fmtp}, with the bit rate if one was named. */
    String allParameters() {
        boolean addsRate = name.equals("opus") && bitrate > 0 && !parameters.contains("maxaveragebitrate");
        String rate = addsRate ? "maxaveragebitrate=" + bitrate : "";
        return parameters.isEmpty() || rate.isEmpty() ? parameters + rate : parameters + ";" + rate;
    }
}
