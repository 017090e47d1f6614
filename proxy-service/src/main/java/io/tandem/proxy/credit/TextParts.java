package io.tandem.proxy.credit;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.sip.message.SipMessage;

/** How many short messages a text takes (signalling.md §2.24). Pure. */
final class TextParts {
    private static final Pattern CHARSET = Pattern.compile(";\\s*charset=\"?([A-Za-z0-9._-]+)\"?", Pattern.CASE_INSENSITIVE);
    private static final int LATIN = 160;
    private static final int LATIN_OF_MANY = 153;
    private static final int WIDE = 70;
    private static final int WIDE_OF_MANY = 67;
    private static final int LAST_LATIN = 0xFF;

    private TextParts() {}

    /** @return at least 1; what is no text is one */
    static int of(SipMessage message) {
        String type = message.contentType().orElse("").strip();
        return type.toLowerCase(Locale.ROOT).startsWith("text/plain") ? of(new String(message.body(), charset(type))) : 1;
    }

    /** Of ASCII and Latin-1 a part holds 160 characters, of a longer text 153; of any other text 70 and 67 UTF-16 units. */
    static int of(String text) {
        boolean latin = text.chars().allMatch(c -> c <= LAST_LATIN);
        int whole = latin ? LATIN : WIDE;
        int part = latin ? LATIN_OF_MANY : WIDE_OF_MANY;
        return text.length() <= whole ? 1 : (text.length() + part - 1) / part;
    }

    private static Charset charset(String type) {
        Matcher named = CHARSET.matcher(type);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8; // RFC 3428 §8
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
