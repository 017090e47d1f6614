package io.tandem.platform.control.http;

import java.nio.charset.StandardCharsets;

/** What goes back over HTTP. The body is not copied. */
public record ControlReply(int status, String contentType, byte[] body) {
    static final String XML = "text/xml; charset=utf-8";
    static final String JSON = "application/json";

    static ControlReply text(int status, String text) {
        return new ControlReply(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static ControlReply xml(byte[] body) {
        return new ControlReply(200, XML, body);
    }

    static ControlReply json(byte[] body) {
        return new ControlReply(200, JSON, body);
    }

    /** The answer to notifications: nothing. */
    static ControlReply nothing() {
        return new ControlReply(204, "", new byte[0]);
    }
}
