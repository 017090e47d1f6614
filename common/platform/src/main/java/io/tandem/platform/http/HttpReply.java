package io.tandem.platform.http;

import java.nio.charset.StandardCharsets;

/** What goes back over HTTP. The body is not copied. */
public record HttpReply(int status, String contentType, byte[] body) {

    /** A line for people. */
    public static HttpReply text(int status, String text) {
        return new HttpReply(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Done, and nothing to say. */
    public static HttpReply nothing() {
        return new HttpReply(204, "", new byte[0]);
    }
}
