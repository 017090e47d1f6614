package io.tandem.relay.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.relay.wire.Value;

/**
 * The text {@code rtpp-flags}: words between blanks, each {@code NAME}, {@code NAME=VALUE}, {@code NAME=[VALUE VALUE]} or
 * {@code NAME={NAME=VALUE ...}}. What is not closed ends with the text.
 */
final class FlagText {
    private static final int MAX_DEPTH = 8;
    private static final String SEPARATORS = " \t\n\u000B\f\r,";

    /** One word. @param value empty for a bare name */
    record Flag(String name, Optional<Value> value) {}

    private final String text;
    private int at;

    private FlagText(String text) {
        this.text = text;
    }

    static List<Flag> read(String text) {
        return new FlagText(text).flags('\0', 0);
    }

    /** Words between blanks or commas. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>(2);
        String stripped = text.strip();
        int from = 0;
        for (int i = 0; i <= stripped.length(); i++) {
            if (i < stripped.length() && SEPARATORS.indexOf(stripped.charAt(i)) < 0) continue;
            if (i > from) words.add(stripped.substring(from, i));
            from = i + 1;
        }
        return words;
    }

    private List<Flag> flags(char close, int depth) {
        List<Flag> flags = new ArrayList<>();
        while (skipBlanks() && text.charAt(at) != close) {
            String name = word("=" + close);
            boolean valued = at < text.length() && text.charAt(at) == '=';
            if (valued) at++;
            flags.add(new Flag(name, valued ? Optional.of(value(close, depth + 1)) : Optional.empty()));
        }
        at++;
        return flags;
    }

    private Value value(char close, int depth) {
        char first = at < text.length() ? text.charAt(at) : ' ';
        if (depth > MAX_DEPTH || first != '[' && first != '{') return new Value.Text(word("" + close));
        at++;
        return first == '[' ? new Value.Items(items(depth)) : dictionary(depth);
    }

    private List<Value> items(int depth) {
        List<Value> items = new ArrayList<>();
        while (skipBlanks() && text.charAt(at) != ']') {
            items.add(value(']', depth + 1));
        }
        at++;
        return items;
    }

    private Value dictionary(int depth) {
        Map<String, Value> entries = new LinkedHashMap<>();
        flags('}', depth).forEach(flag -> entries.put(flag.name(), flag.value().orElse(new Value.Text(""))));
        return new Value.Dictionary(entries);
    }

    /** Up to a blank or one of these. */
    private String word(String ends) {
        int from = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    /** @return false at the end */
    private boolean skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }
}
