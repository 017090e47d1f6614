package io.tandem.appserver.dtmf;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

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

    private static Optional<Character> single(String text) {
        String digit = text.strip().toUpperCase(Locale.ROOT);
        return digit.length() == 1 && DIGITS.contains(digit) ? Optional.of(digit.charAt(0)) : Optional.empty();
    }
}
