package io.tandem.proxy.media;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;

/** What a caller's network lets through before the call is answered, as its P-Early-Media header says (RFC 5009). Pure. */
public final class EarlyMedia {
    static final String HEADER = "P-Early-Media";
    private static final List<String> NOT_TO_THE_CALLER = List.of("sendonly", "inactive");

    private EarlyMedia() {}

    private static List<String> words(SipMessage invite) {
        return invite.lines(HEADER).stream().flatMap(line -> Arrays.stream(line.split(","))).map(word -> word.strip().toLowerCase(Locale.ROOT)).toList();
    }

    /** The caller would hear it. */
    public static boolean isHeard(SipMessage invite) {
        return words(invite).stream().noneMatch(NOT_TO_THE_CALLER::contains);
    }

    /** The provisional response says what the caller's network lets through, unless the callee's network has said so (RFC 5009 §8); a caller that says nothing
     * is told nothing. */
    public static SipMessage granted(SipMessage provisional, SipMessage invite) {
        if (!provisional.has(HEADER)) {
            direction(words(invite)).ifPresent(direction -> provisional.set(HEADER, direction));
        }
        return provisional;
    }

    /** As the callee's side sees it: what the one only receives the other only sends. */
    private static Optional<String> direction(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(words.contains("recvonly") ? "sendonly" : words.contains("sendonly") ? "recvonly" : words.contains("inactive") ? "inactive"
                : "sendrecv");
    }
}
