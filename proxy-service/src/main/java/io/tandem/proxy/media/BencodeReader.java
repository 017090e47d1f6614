package io.tandem.proxy.media;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads bencode; refuses what is cut off, too deep or followed by other bytes. One use, one thread. */
final class BencodeReader {
    private final byte[] data;
    private final int start;
    private final int end;
    private int at;

    BencodeReader(byte[] data, int start, int end) {
        this.data = data;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    Bencode readAll() {
        Bencode value = read(0);
        if (at != end) {
            throw bad("bytes after the value");
        }
        return value;
    }

    private Bencode read(int depth) {
        if (depth > Bencode.MAX_DEPTH) {
            throw bad("nested deeper than " + Bencode.MAX_DEPTH);
        }
        return switch (peek()) {
            case 'd' -> dictionary(depth);
            case 'l' -> list(depth);
            case 'i' -> whole();
            default -> new Bencode.Text(text());
        };
    }

    private Bencode dictionary(int depth) {
        at++;
        Map<String, Bencode> entries = new LinkedHashMap<>();
        while (peek() != 'e') {
            String key = text();
            entries.put(key, read(depth + 1));
        }
        at++;
        return new Bencode.Dictionary(entries);
    }

    private Bencode list(int depth) {
        at++;
        List<Bencode> values = new ArrayList<>();
        while (peek() != 'e') {
            values.add(read(depth + 1));
        }
        at++;
        return new Bencode.Items(values);
    }

    private Bencode whole() {
        at++;
        return new Bencode.Whole(number('e', true));
    }

    private String text() {
        long length = number(':', false);
        if (length > end - at) {
            throw bad("text of " + length + " bytes is cut off");
        }
        String value = new String(data, at, (int) length, StandardCharsets.ISO_8859_1);
        at += (int) length;
        return value;
    }

    private long number(char terminator, boolean signed) {
        boolean negative = signed && peek() == '-';
        if (negative) {
            at++;
        }
        int first = at;
        long value = 0;
        while (peek() != terminator) {
            int digit = peek() - '0';
            if (digit < 0 || digit > 9 || at - first >= 18) {
                throw bad("no number");
            }
            value = value * 10 + digit;
            at++;
        }
        if (at == first) {
            throw bad("empty number");
        }
        at++;
        return negative ? -value : value;
    }

    private byte peek() {
        if (at >= end) {
            throw bad("cut off");
        }
        return data[at];
    }

    private MalformedBencodeException bad(String what) {
        return new MalformedBencodeException(what, at - start);
    }
}
