package io.tandem.sdp;

/** A session description cannot be read, or an edit would break it. Cheap to throw: it has no stack trace. */
public final class MalformedSdpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason { TOO_LARGE, NO_VERSION, NO_ORIGIN, BAD_LINE, BAD_ORIGIN, BAD_CONNECTION, BAD_MEDIA, TOO_MANY_MEDIA, BAD_ATTRIBUTE }

    private final Reason reason;
    private final String text;

    MalformedSdpException(Reason reason, String text) {
        super(text, null, false, false);
        this.reason = reason;
        this.text = text;
    }

    public Reason reason() {
        return reason;
    }

    @Override public String getMessage() {
        return text;
    }
}
