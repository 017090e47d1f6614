package io.tandem.cli.ctl;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results as kamcmd prints them: a value a line, structs in braces with a tab for each level. */
final class IndentedText {
    private final StringBuilder out = new StringBuilder();

    private IndentedText() {}

    static String of(Object value) {
        IndentedText text = new IndentedText();
        text.item(value, 0);
        return text.out.toString();
    }

    private void item(Object value, int level) {
        switch (value) {
            case Map<?, ?> members -> block('{', '}', level, () -> members.forEach((name, member) -> member(name, member, level + 1)));
            case List<?> items when level == 0 -> items.forEach(item -> item(item, level));
            case List<?> items -> block('[', ']', level, () -> items.forEach(item -> item(item, level + 1)));
            default -> line(level, scalar(value));
        }
    }

    private void member(Object name, Object value, int level) {
        switch (value) {
            case Map<?, ?> members when !members.isEmpty() -> {
                line(level, name + ": {");
                members.forEach((inner, member) -> member(inner, member, level + 1));
                line(level, "}");
            }
            case List<?> items when !items.isEmpty() -> {
                line(level, name + ": [");
                items.forEach(item -> item(item, level + 1));
                line(level, "]");
            }
            default -> line(level, name + ": " + scalar(value));
        }
    }

    private void block(char open, char close, int level, Runnable content) {
        line(level, String.valueOf(open));
        content.run();
        line(level, String.valueOf(close));
    }

    private void line(int level, String text) {
        out.append("\t".repeat(level)).append(text).append('\n');
    }

    private static String scalar(Object value) {
        return switch (value) {
            case Map<?, ?> _ -> "{}";
            case List<?> _ -> "[]";
            case Optional<?> _ -> "<nil>";
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            default -> value.toString();
        };
    }
}
