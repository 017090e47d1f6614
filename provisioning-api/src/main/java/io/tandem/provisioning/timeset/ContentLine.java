package io.tandem.provisioning.timeset;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of an iCalendar file, unfolded (RFC 5545 §3.1).
 *
 * @param name       in upper case
 * @param parameters as they stand there, with their semicolons
 */
record ContentLine(String name, String parameters, String value) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern FOLD = Pattern.compile("\r?\n[ \t]");
    private static final int LONGEST_OCTETS = 75;

    static ContentLine of(String name, String value) {
        return new ContentLine(name, "", value);
    }

    /** @return empty for a line that is none */
    static Optional<ContentLine> parse(String line) {
        Matcher name = NAME.matcher(line);
        int colon = colon(line);
        return colon > 0 && name.lookingAt() && name.end() <= colon && (name.end() == colon || line.charAt(name.end()) == ';')
            ? Optional.of(new ContentLine(name.group().toUpperCase(Locale.ROOT), line.substring(name.end(), colon), line.substring(colon + 1)))
            : Optional.empty();
    }

    /** The first one outside of quotes; -1 if there is none. */
    private static int colon(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char one = line.charAt(i);
            quoted ^= one == '"';
            if (one == ':' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /** The lines of a file as they are meant. */
    static List<String> unfolded(byte[] file) {
        return FOLD.matcher(new String(file, StandardCharsets.UTF_8)).replaceAll("").lines().map(line -> line.replace("\uFEFF", "").strip())
            .filter(line -> !line.isEmpty()).toList();
    }

    /** What a parameter such as {@code TZID} says. */
    Optional<String> parameter(String parameter) {
        Matcher found = Pattern.compile(";" + parameter + "=\"?([^\";]*)", Pattern.CASE_INSENSITIVE).matcher(parameters);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /** §3.3.11: a value of type TEXT. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char one = value.charAt(i);
            if (one == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(++i);
                text.append(escaped == 'n' || escaped == 'N' ? '\n' : escaped);
            } else {
                text.append(one);
            }
        }
        return text.toString();
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n");
    }

    /** Writes it, folded where it is longer than 75 octets, which breaks no character. */
    void appendTo(StringBuilder file) {
        int octets = 0;
        for (int point : (name + ":" + value).codePoints().toArray()) {
            String one = Character.toString(point);
            int length = one.getBytes(StandardCharsets.UTF_8).length;
            if (octets + length > LONGEST_OCTETS) {
                file.append("\r\n ");
                octets = 1;
            }
            file.append(one);
            octets += length;
        }
        file.append("\r\n");
    }
}
