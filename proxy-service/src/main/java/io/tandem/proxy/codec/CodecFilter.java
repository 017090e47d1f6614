package io.tandem.proxy.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;

/** What of a session description a party takes ({@code codecs_list}, {@code codecs_filter}, {@code sdp_media_remove}). Immutable.
 * @param whitelist the codecs are those that it takes; else those that it does not
 * @param codecs    names, or names and clock rates as {@code telephone-event/16000}, in lower case
 * @param removed   media types that it does not take at all, such as {@code video} */
public record CodecFilter(boolean whitelist, List<String> codecs, List<String> removed) {
    /** Takes everything. */
    public static final CodecFilter NONE = new CodecFilter(false, List.of(), List.of());

    public CodecFilter {
        codecs = List.copyOf(codecs);
        removed = List.copyOf(removed);
    }

    /** Of a party. A whitelist without any codec does not restrict: it would leave nothing to talk with. */
    public static CodecFilter of(Preferences party) {
        List<String> codecs = words(party.get(CallPreferences.CODECS_LIST));
        List<String> removed = words(party.get(CallPreferences.MEDIA_REMOVED));
        return codecs.isEmpty() && removed.isEmpty() ? NONE : new CodecFilter(party.get(CallPreferences.CODECS_WHITELIST), codecs, removed);
    }

    private static List<String> words(Optional<String> list) {
        return list.stream().flatMap(text -> Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+"))).filter(word -> !word.isEmpty()).toList();
    }

    boolean takes(Codec codec) {
        return codecs.isEmpty() || codecs.stream().anyMatch(codec::isNamed) == whitelist;
    }

    boolean takes(String mediaType) {
        return !removed.contains(mediaType.toLowerCase(Locale.ROOT));
    }

    /** The filters of all parties of a call, for a parameter of a URI; empty if none restricts anything. */
    public static Optional<String> token(List<CodecFilter> parties) {
        List<String> texts = parties.stream().filter(party -> !party.equals(NONE)).distinct()
                .map(party -> (party.whitelist ? "1" : "0") + ":" + String.join(",", party.codecs) + ":" + String.join(",", party.removed)).toList();
        return texts.isEmpty() ? Optional.empty()
                : Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(String.join("|", texts).getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads a {@link #token}; what is none restricts nothing. */
    public static List<CodecFilter> parse(String token) {
        List<CodecFilter> parties = new ArrayList<>();
        for (String text : decoded(token).split("\\|")) {
            String[] parts = text.split(":", -1);
            if (parts.length == 3) {
                parties.add(new CodecFilter(parts[0].equals("1"), words(Optional.of(parts[1])), words(Optional.of(parts[2]))));
            }
        }
        return parties;
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException foreign) {
            return ""; // a Route that somebody has changed
        }
    }

    /** A codec as a description names it.
     * @param name  in lower case
     * @param clock rate in Hz */
    record Codec(String name, String clock) {
        private static final String USUAL_CLOCK = "8000";

        /** Events and comfort noise without a rate are those of narrowband calls. */
        boolean isNamed(String entry) {
            int slash = entry.indexOf('/');
            if (slash >= 0) {
                return entry.substring(0, slash).equals(name) && entry.substring(slash + 1).equals(clock);
            }
            return entry.equals(name) && (Stream.of("telephone-event", "cn").noneMatch(name::equals) || clock.equals(USUAL_CLOCK));
        }
    }
}
