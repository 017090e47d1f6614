package io.tandem.relay.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bencoding as the ng protocol uses it: dictionary keys in any order, octet strings kept as they are. */
final class Bencode {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_DIGITS = 18;

    private final byte[] data;
    private final int end;
    private int at;

    private Bencode(byte[] data, int offset, int length) {
        this.data = data;
        this.at = offset;
        this.end = offset + length;
    }

    static Value decode(byte[] data, int offset, int length) throws MalformedNgException {
        Bencode reader = new Bencode(data, offset, length);
        Value value = reader.value(0);
        if (reader.at != reader.end) throw reader.bad("data behind the end");
        return value;
    }

    private Value value(int depth) throws MalformedNgException {
        if (depth > MAX_DEPTH) throw bad("nested deeper than " + MAX_DEPTH);
        int first = peek();
        return switch (first) {
            case 'd' -> dictionary(depth);
            case 'l' -> list(depth);
            case 'i' -> {
                at++;
                yield new Value.Number(number('e', true));
            }
            default -> new Value.Text(string());
        };
    }

    private Value dictionary(int depth) throws MalformedNgException {
        Map<String, Value> entries = new LinkedHashMap<>();
        at++;
        while (peek() != 'e') {
            entries.put(string(), value(depth + 1));
        }
        at++;
        return new Value.Dictionary(entries);
    }

    private Value list(int depth) throws MalformedNgException {
        List<Value> items = new ArrayList<>();
        at++;
        while (peek() != 'e') {
            items.add(value(depth + 1));
        }
        at++;
        return new Value.Items(items);
    }

    private String string() throws MalformedNgException {
        long length = number(':', false);
        if (length > end - at) throw bad("string longer than the message");
        String text = new String(data, at, (int) length, StandardCharsets.ISO_8859_1);
        at += (int) length;
        return text;
    }

    private long number(char terminator, boolean signed) throws MalformedNgException {
        boolean negative = signed && peek() == '-';
        if (negative) at++;
        long number = 0;
        int digits = 0;
        for (int next = peek(); next != terminator; next = peek()) {
            if (next < '0' || next > '9' || ++digits > MAX_DIGITS) throw bad("no number");
            number = number * 10 + next - '0';
            at++;
        }
        if (digits == 0) throw bad("no number");
        at++;
        return negative ? -number : number;
    }

    private int peek() throws MalformedNgException {
        if (at >= end) throw bad("cut off");
        return data[at];
    }

    private MalformedNgException bad(String reason) {
        return new MalformedNgException("Could not decode bencode dictionary: " + reason + " at octet " + at);
    }

    static void encode(Value value, ByteArrayOutputStream out) {
        switch (value) {
            case Value.Text text -> string(text.text(), out);
            case Value.Number number -> out.writeBytes(("i" + number.number() + "e").getBytes(StandardCharsets.US_ASCII));
            case Value.Items list -> {
                out.write('l');
                list.items().forEach(item -> encode(item, out));
                out.write('e');
            }
            case Value.Dictionary dictionary -> {
                out.write('d');
                dictionary.entries().forEach((key, entry) -> {
                    string(key, out);
                    encode(entry, out);
                });
                out.write('e');
            }
        }
    }

    private static void string(String text, ByteArrayOutputStream out) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        out.writeBytes((octets.length + ":").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(octets);
    }
}
