package io.tandem.proxy.header;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.tandem.data.header.HeaderRule;
import io.tandem.data.pattern.PerlPattern;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipUri;

/** Values of headers and their parts. Pure. */
final class HeaderText {
    private HeaderText() {}

    /** Empty where there is no such part. */
    static String part(String value, HeaderRule.Part part) {
        if (part == HeaderRule.Part.FULL) {
            return value;
        }
        try {
            SipUri uri = NameAddr.parse(value).uri();
            return switch (part) {
                case FULL -> value;
                case USERNAME -> uri.decodedUser().orElse("");
                case DOMAIN -> uri.host();
                case PORT -> uri.port() < 0 ? "" : Integer.toString(uri.port());
            };
        } catch (MalformedMessageException noAddress) {
            return "";
        }
    }

    /** @throws MalformedMessageException if the value is no address
     * @throws IllegalArgumentException  if the replacement is no such part */
    static String with(String value, HeaderRule.Part part, String replacement) {
        if (part == HeaderRule.Part.FULL) {
            return replacement;
        }
        NameAddr address = NameAddr.parse(value);
        SipUri uri = address.uri();
        return address.withUri(switch (part) {
            case FULL -> uri;
            case USERNAME -> uri.withUser(replacement);
            case DOMAIN -> uri.withHostPort(replacement, uri.port());
            case PORT -> uri.withHostPort(uri.host(), replacement.isEmpty() ? -1 : Integer.parseInt(replacement));
        }).toString();
    }

    /** Replaces what is found first.
     * @param command {@code /pattern/replacement/}, with whatever stands first instead of the slash; {@code \1} is the first group
     * @throws IllegalArgumentException if it is none, or its pattern is none */
    static String substituted(String text, String command) {
        String bare = command.startsWith("s") && command.length() > 1 && !Character.isLetterOrDigit(command.charAt(1)) ? command.substring(1) : command;
        String[] parts = bare.isEmpty() ? new String[0] : bare.substring(1).split(Pattern.quote(bare.substring(0, 1)), -1);
        if (parts.length < 2) {
            throw new IllegalArgumentException("'" + command + "' is no /pattern/replacement/");
        }
        Optional<MatchResult> found = PerlPattern.of(parts[0]).find(text);
        return found.map(match -> text.substring(0, match.start()) + filled(parts[1], match) + text.substring(match.end())).orElse(text);
    }

    private static String filled(String replacement, MatchResult match) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            boolean group = c == '\\' && i + 1 < replacement.length() && Character.isDigit(replacement.charAt(i + 1));
            if (group) {
                int number = replacement.charAt(++i) - '0';
                String text = number <= match.groupCount() ? match.group(number) : "";
                filled.append(text == null ? "" : text);
            } else {
                filled.append(c);
            }
        }
        return filled.toString();
    }
}
