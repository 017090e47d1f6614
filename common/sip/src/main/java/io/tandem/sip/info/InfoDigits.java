package io.tandem.sip.info;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.sip.message.SipMessage;

/** Digits in the body of an INFO, as phones without RFC 4733 send them: {@code application/dtmf-relay} and {@code application/dtmf}. Pure. */
public final class InfoDigits {
    private static final String DIGITS = "0123456789*#ABCD";

    private InfoDigits() {}

    public static Optional<Character> digit(SipMessage info) {
        String type = info.contentType().orElse("").toLowerCase(Locale.ROOT);
        String body = new String(info.body(), StandardCharsets.US_ASCII);
        if (type.startsWith("application/dtmf-relay")) {
            return body.lines().map(String::strip).filter(line -> line.regionMatches(true, 0, "Signal=", 0, 7))
                    .findFirst().flatMap(line -> single(line.substring(7)));
        }
        return type.startsWith("application/dtmf") ? single(body) : Optional.empty();
    }

    /** How long the key was pressed, in milliseconds, as {@code application/dtmf-relay} says; empty without that. */
    public static OptionalInt durationMillis(SipMessage info) {
        return new String(info.body(), StandardCharsets.US_ASCII).lines().map(String::strip).filter(line -> line.regionMatches(true, 0, "Duration=", 0, 9))
                .map(line -> line.substring(9).strip()).filter(text -> text.matches("\\d{1,5}")).mapToInt(Integer::parseInt).findFirst();
    }

    private static Optional<Character> single(String text) {
        String digit = text.strip().toUpperCase(Locale.ROOT);
        return digit.length() == 1 && DIGITS.contains(digit) ? Optional.of(digit.charAt(0)) : Optional.empty();
    }
}
