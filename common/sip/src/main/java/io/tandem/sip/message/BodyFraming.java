package io.tandem.sip.message;

import java.util.Optional;

import io.tandem.sip.message.MalformedMessageException.Reason;

/** Content-Length against what is really there (RFC 3261 §18.3, §20.14). */
final class BodyFraming {
    private BodyFraming() {}

    /** Length of the body of a received message. Bytes behind it are not part of the message. */
    static int bodyLength(SipMessage message, int available) {
        HeaderLines headers = message.headerLines();
        int line = headers.find(HeaderNames.CONTENT_LENGTH, 0);
        if (line < 0) {
            return available;
        }
        if (headers.find(HeaderNames.CONTENT_LENGTH, line + 1) >= 0) {
            throw fault(message, Reason.SEVERAL_CONTENT_LENGTHS, "more than one Content-Length header");
        }
        String text = headers.field(line).value();
        long length = Ascii.number(text);
        if (length < 0) {
            throw fault(message, Reason.BAD_CONTENT_LENGTH, "Content-Length '" + text + "' is no number");
        }
        if (length > available) {
            throw fault(message, Reason.BODY_TRUNCATED, "Content-Length " + length + " but only " + available + " bytes of body");
        }
        return (int) length;
    }

    private static MalformedMessageException fault(SipMessage message, Reason reason, String text) {
        return new MalformedMessageException(reason, text, Optional.of(message));
    }

    /** Makes the one Content-Length header right; touches nothing when it already is. */
    static void correct(SipMessage message) {
        HeaderLines headers = message.headerLines();
        int line = headers.find(HeaderNames.CONTENT_LENGTH, 0);
        if (line < 0 || headers.find(HeaderNames.CONTENT_LENGTH, line + 1) >= 0
                || Ascii.number(headers.field(line).value()) != message.bodyLength()) {
            message.set(HeaderNames.CONTENT_LENGTH, Integer.toString(message.bodyLength()));
        }
    }
}
