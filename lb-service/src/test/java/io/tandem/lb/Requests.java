package io.tandem.lb;

/** Requests as a phone would write them. */
final class Requests {

    private Requests() {}

    /** @param more header lines; the first may be a To value instead, which then starts with an angle bracket */
    static String request(String callId, String method, String uri, String via, String... more) {
        boolean withTo = more.length > 0 && more[0].startsWith("<");
        StringBuilder text = new StringBuilder(method).append(' ').append(uri).append(" SIP/2.0\r\nVia: ").append(via).append("\r\n");
        text.append("From: \"Alice\" <sip:alice@example.org>;tag=a1\r\nTo: ").append(withTo ? more[0] : "<sip:bob@example.org>").append("\r\nCall-ID: ");
        text.append(callId).append("\r\nCSeq: 1 ").append(method).append("\r\n");
        for (int i = withTo ? 1 : 0; i < more.length; i++) {
            text.append(more[i]).append("\r\n");
        }
        return text.append("Content-Length: 0\r\n\r\n").toString();
    }
}
