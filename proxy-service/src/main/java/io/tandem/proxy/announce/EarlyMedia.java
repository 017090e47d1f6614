package io.tandem.proxy.announce;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;

/** What a caller's network lets through before the call is answered, as its P-Early-Media header says (RFC 5009). Pure. */
final class EarlyMedia {
    static final String HEADER = "P-Early-Media";
    private static final List<String> NOT_TO_THE_CALLER = List.of("sendonly", "inactive");

    private EarlyMedia() {}

    private static List<String> words(SipMessage invite) {
        return invite.lines(HEADER).stream().flatMap(line -> Arrays.stream(line.split(","))).map(word -> word.strip().toLowerCase(Locale.ROOT)).toList();
    }

    /** The caller would hear it. */
    static boolean isHeard(SipMessage invite) {
        return words(invite).stream().noneMatch(NOT_TO_THE_CALLER::contains);
    }

    /** What the 183 says; empty to a caller that says nothing. */
    static Optional<String> granted(SipMessage invite) {
        List<String> words = words(invite);
        return words.isEmpty() ? Optional.empty() : Optional.of(words.contains("recvonly") ? "sendonly" : "sendrecv");
    }
}
