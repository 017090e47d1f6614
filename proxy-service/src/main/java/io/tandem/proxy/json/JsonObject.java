package io.tandem.proxy.json;

import java.math.BigDecimal;
import java.util.Objects;

/** Text of a JSON object (RFC 8259), written as it grows: every call has four of them. Names are not looked at, and must differ. One thread. */
public final class JsonObject {
    private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

    private final StringBuilder text = new StringBuilder(768).append('{');

    /** @throws NullPointerException naming the field, if a caller that no checker has seen has no value */
    public JsonObject put(String name, String value) {
        quote(named(name), Objects.requireNonNull(value, name));
        return this;
    }

    public JsonObject put(String name, long value) {
        named(name).append(value);
        return this;
    }

    public JsonObject put(String name, BigDecimal value) {
        named(name).append(value.toPlainString());
        return this;
    }

    public JsonObject put(String name, String[] values) {
        named(name).append('[');
        for (int i = 0; i < values.length; i++) {
            quote(i == 0 ? text : text.append(','), values[i]);
        }
        text.append(']');
        return this;
    }

    /** The whole text; nothing may follow. */
    public String done() {
        return text.append('}').toString();
    }

    private StringBuilder named(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        return text.append('"').append(name).append("\":");
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                text.append(value, plain, i).append('\\');
                escape(text, c);
                plain = i + 1;
            }
        }
        text.append(value, plain, value.length()).append('"');
    }

    private static void escape(StringBuilder text, char c) {
        if (c >= ' ') {
            text.append(c);
        } else {
            text.append("u00").append(DIGITS[c >> 4]).append(DIGITS[c & 0xF]);
        }
    }
}
