package io.tandem.sip.message;

import java.util.Optional;

/** A message, or the part of it that was asked for, cannot be read. Cheap to throw: it has no stack trace. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, with the status a server answers where it can answer at all. */
    public enum Reason {
        EMPTY(400), TOO_LARGE(513), TOO_MANY_HEADERS(400), NO_END_OF_HEADERS(400), BARE_LINE_BREAK(400), CONTROL_CHARACTER(400),
        BAD_START_LINE(400), BAD_VERSION(505), BAD_STATUS_CODE(400), BAD_HEADER_LINE(400),
        BAD_CONTENT_LENGTH(400), SEVERAL_CONTENT_LENGTHS(400), BODY_TRUNCATED(400),
        MISSING_HEADER(400), BAD_URI(400), BAD_NAME_ADDR(400), BAD_VIA(400), BAD_CSEQ(400), BAD_MAX_FORWARDS(400), BAD_PARAMETER(400),
        REPEATED_HEADER(400), METHOD_MISMATCH(400), URI_HEADERS(400), UNKNOWN_SCHEME(416), UNSUPPORTED_EXTENSION(420), BROADCAST(400);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        /** Status code of the answer to a request with this fault (RFC 3261 §21.4.1, §21.5.6, §21.5.7). */
        public int status() {
            return status;
        }
    }

    private final Reason reason;
    private final String text;
    private final transient Optional<SipMessage> headersOnly;

    MalformedMessageException(Reason reason, String text) {
        this(reason, text, Optional.empty());
    }

    private MalformedMessageException(Reason reason, String text, Optional<SipMessage> headersOnly) {
        super(text, null, false, false);
        this.reason = reason;
        this.text = text;
        this.headersOnly = headersOnly;
    }

    MalformedMessageException with(SipMessage readable) {
        return new MalformedMessageException(reason, text, Optional.of(readable));
    }

    @Override public String getMessage() {
        return text;
    }

    public Reason reason() {
        return reason;
    }

    /** Method and headers, when only the rest of the request line or the body's framing is wrong: enough to answer the request. */
    public Optional<SipMessage> headersOnly() {
        return headersOnly;
    }
}
