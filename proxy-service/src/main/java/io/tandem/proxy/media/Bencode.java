package io.tandem.proxy.media;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of the ng protocol's encoding. Texts are bytes held as ISO 8859-1, so that any SDP survives unchanged. Immutable. */
public sealed interface Bencode {

    /** Nesting a reply may have; the deepest known one, a query, has 9 levels. */
    int MAX_DEPTH = 24;

    /** A byte string. */
    record Text(String latin1) implements Bencode {}

    /** An integer. */
    record Whole(long value) implements Bencode {}

    /** A list. */
    record Items(List<Bencode> values) implements Bencode {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** A dictionary, in the order of the wire.
     * @param entries whoever made them changes them no more */
    record Dictionary(Map<String, Bencode> entries) implements Bencode {
        public Dictionary {
            entries = Collections.unmodifiableMap(entries);
        }

        /** The text under this key. */
        public Optional<String> text(String key) {
            return entries.get(key) instanceof Text text ? Optional.of(text.latin1()) : Optional.empty();
        }

        /** The dictionary under this key. */
        public Optional<Dictionary> dictionary(String key) {
            return entries.get(key) instanceof Dictionary dictionary ? Optional.of(dictionary) : Optional.empty();
        }

        /** A copy with one entry more. */
        public Dictionary with(String key, Bencode value) {
            Map<String, Bencode> copy = new LinkedHashMap<>(entries);
            copy.put(key, value);
            return new Dictionary(copy);
        }

        /** A copy with one text more. */
        public Dictionary with(String key, String latin1) {
            return with(key, new Text(latin1));
        }
    }

    /** A list of texts. */
    static Items texts(String... values) {
        List<Bencode> items = new ArrayList<>();
        for (String value : values) {
            items.add(new Text(value));
        }
        return new Items(items);
    }

    /** The bytes on the wire. */
    default byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        write(this, out);
        return out.toByteArray();
    }

    private static void write(Bencode value, ByteArrayOutputStream out) {
        switch (value) {
            case Text text -> writeText(text.latin1(), out);
            case Whole whole -> out.writeBytes(("i" + whole.value() + "e").getBytes(StandardCharsets.ISO_8859_1));
            case Items items -> {
                out.write('l');
                items.values().forEach(item -> write(item, out));
                out.write('e');
            }
            case Dictionary dictionary -> {
                out.write('d');
                dictionary.entries().forEach((key, entry) -> {
                    writeText(key, out);
                    write(entry, out);
                });
                out.write('e');
            }
        }
    }

    private static void writeText(String latin1, ByteArrayOutputStream out) {
        out.writeBytes((latin1.length() + ":").getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads one value that fills the range.
     * @throws MalformedBencodeException with the offset at fault */
    static Bencode parse(byte[] data, int offset, int length) {
        return new BencodeReader(data, offset, offset + length).readAll();
    }
}
