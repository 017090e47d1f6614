package io.tandem.relay.option;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One name for every way to write an option: lower case, words joined by dashes, and today's name for those that had others. */
public final class Spelling {
    /** Options that hold several entries; {@code LIST-ENTRY} as a flag means the same. */
    static final List<String> LISTS = List.of("replace", "rtcp-mux", "ice", "dtls", "sdes", "osrtp", "t.38", "bundle", "supports",
            "endpoint-learning", "audio-player");

    /** Lists of values that must keep their letters, such as names of codecs: {@code codec-strip-PCMU}. The longest name first. */
    static final List<String> VALUED = List.of("codec-strip", "codec-mask", "codec-except", "codec-offer", "codec-set", "codec-accept",
            "codec-consume", "codec-ignore", "codec-transcode", "sdes-no", "sdes-only", "sdes-order", "sdes-offerer-pref", "extmap-strip",
            "extmap-mask");

    private static final Map<String, String> OTHER_NAMES = Map.of("t38", "t.38", "t-38", "t.38", "delay", "delete-delay", "no-codec-renegotiation",
            "reuse-codecs", "transcode", "codec-transcode");

    private Spelling() {}

    /** {@code "From_Tag "} and {@code "from tag"} are {@code from-tag}. */
    public static String of(String name) {
        String plain = plain(name);
        return OTHER_NAMES.getOrDefault(plain, plain);
    }

    /** The first of these names that the flag begins with, as {@code NAME-REST}. */
    static Optional<String> prefix(List<String> names, String flag) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (flag.length() > name.length() && flag.charAt(name.length()) == '-' && flag.startsWith(name)) return Optional.of(name);
        }
        return Optional.empty();
    }

    /** The same without today's name for an older one: as long as the name without blanks around it. */
    static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }
}
