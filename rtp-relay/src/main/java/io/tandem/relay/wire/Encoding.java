package io.tandem.relay.wire;

import java.io.ByteArrayOutputStream;

/** How a message is written; a reply is written as its request was. */
public enum Encoding {
    BENCODE, JSON;

    /** By the first octet, as nobody says which one it is. */
    public static Encoding of(byte[] data, int offset, int length) {
        return length > 0 && data[offset] == '{' ? JSON : BENCODE;
    }

    /** @throws MalformedNgException if this is not one whole dictionary */
    public Value.Dictionary decode(byte[] data, int offset, int length) throws MalformedNgException {
        Value value = this == JSON ? Json.decode(data, offset, length) : Bencode.decode(data, offset, length);
        if (value instanceof Value.Dictionary dictionary) return dictionary;
        throw new MalformedNgException("Could not decode bencode dictionary: not a dictionary");
    }

    public byte[] encode(Value.Dictionary dictionary) {
        if (this == JSON) return Json.encode(dictionary);
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        Bencode.encode(dictionary, out);
        return out.toByteArray();
    }
}
