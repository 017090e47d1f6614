package io.tandem.proxy.media;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

import io.tandem.sip.message.Parameters;

/** The session description inside a multipart body (RFC 2046 §5.1, RFC 5621), such as one that carries a location beside it. Pure.
 * @param text  the whole body, ISO 8859-1
 * @param start first character of the session description
 * @param end   behind its last character, which the line end before the delimiter is not */
record MultipartBody(String text, int start, int end) {
    private static final String LINE_END = "\r\n";

    /** Empty if it is no multipart body or has no part of type application/sdp. */
    static Optional<MultipartBody> of(String contentType, byte[] body) {
        int semicolon = contentType.indexOf(';');
        if (semicolon < 0 || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            return Optional.empty();
        }
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return Parameters.parse(contentType.substring(semicolon)).get("boundary").flatMap(boundary -> find(text, "--" + boundary));
    }

    private static Optional<MultipartBody> find(String text, String delimiter) {
        int part = text.indexOf(delimiter);
        while (part >= 0) {
            int next = text.indexOf(LINE_END + delimiter, part);
            int headersEnd = text.indexOf(LINE_END + LINE_END, part);
            if (next < 0 || headersEnd < 0) {
                return Optional.empty();
            }
            if (headersEnd < next && isSdp(text.substring(part, headersEnd))) {
                return Optional.of(new MultipartBody(text, headersEnd + 4, next));
            }
            part = next + 2;
        }
        return Optional.empty();
    }

    private static boolean isSdp(String headers) {
        return headers.lines().map(line -> line.toLowerCase(Locale.ROOT).replace(" ", ""))
                .anyMatch(line -> line.startsWith("content-type:application/sdp"));
    }

    String sdp() {
        return text.substring(start, end);
    }

    /** The body with another session description. */
    byte[] with(String sdp) {
        return (text.substring(0, start) + sdp + text.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
    }
}
