package io.tandem.cli.ctl;

import java.util.List;
import java.util.regex.Pattern;

/** Types of command line arguments as kamcmd has them: digits are a number, {@code s:} makes them a text. Digits with a leading zero are a text here. */
final class Arguments {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})");

    private Arguments() {}

    static List<Object> typed(List<String> words) {
        return words.stream().map(Arguments::typed).toList();
    }

    private static Object typed(String word) {
        if (word.startsWith("s:")) {
            return word.substring(2);
        }
        return NUMBER.matcher(word).matches() ? (Object) Long.valueOf(word) : word;
    }
}
