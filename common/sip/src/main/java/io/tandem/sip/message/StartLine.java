package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;

/**
 * Request line or status line (RFC 3261 §7.1, §7.2), kept as the bytes it came in.
 * @param method empty for a response
 * @param uri    empty for a response
 * @param status 0 for a request
 * @param reason empty for a request
 */
record StartLine(String method, String uri, int status, String reason, byte[] source, int offset, int length) {

    static StartLine request(String method, String uri) {
        if (!Ascii.isToken(method)) {
            throw new IllegalArgumentException("method '" + method + "' is not a token");
        }
        if (uri.isEmpty() || hasAtMost(' ', uri)) {
            throw new IllegalArgumentException("request URI '" + uri + "' is empty or has white space");
        }
        byte[] bytes = (method + ' ' + uri + " SIP/2.0\r\n").getBytes(StandardCharsets.UTF_8);
        return new StartLine(method, uri, 0, "", bytes, 0, bytes.length);
    }

    static StartLine response(int status, String reason) {
        if (status < 100 || status > 699) {
            throw new IllegalArgumentException("status " + status + " outside 100..699");
        }
        if (hasControl(reason)) {
            throw new IllegalArgumentException("control character in reason phrase");
        }
        byte[] bytes = ("SIP/2.0 " + status + ' ' + reason + "\r\n").getBytes(StandardCharsets.UTF_8);
        return new StartLine("", "", status, reason, bytes, 0, bytes.length);
    }

    private static boolean hasAtMost(char highest, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= highest) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' && text.charAt(i) != '\t') {
                return true;
            }
        }
        return false;
    }

    boolean isRequest() {
        return status == 0;
    }
}
