package io.tandem.sip.stream.http;

/** The reply to an HTTP request.
 * @param status      100..599
 * @param contentType of the body; empty for none */
public record HttpReply(int status, String contentType, byte[] body) {

    public HttpReply {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("HTTP status " + status);
        }
    }
}
