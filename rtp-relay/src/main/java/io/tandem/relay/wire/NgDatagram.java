package io.tandem.relay.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code COOKIE SP PAYLOAD}: the cookie is any token of the client's, repeated in the reply. Points into the caller's octets. */
public record NgDatagram(String cookie, byte[] data, int payloadOffset, int payloadLength) {
    private static final int MAX_COOKIE = 255;

    /** Empty without cookie or space: there is nothing to answer to. */
    public static Optional<NgDatagram> parse(byte[] data, int offset, int length) {
        for (int at = offset; at < offset + Math.min(length, MAX_COOKIE + 1); at++) {
            if (data[at] == ' ') {
                String cookie = new String(data, offset, at - offset, StandardCharsets.ISO_8859_1);
                int payload = at + 1;
                return cookie.isEmpty() ? Optional.empty() : Optional.of(new NgDatagram(cookie, data, payload, offset + length - payload));
            }
        }
        return Optional.empty();
    }

    public static byte[] write(String cookie, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(cookie.length() + 1 + payload.length);
        out.writeBytes(cookie.getBytes(StandardCharsets.ISO_8859_1));
        out.write(' ');
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
