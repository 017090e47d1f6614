package io.tandem.relay.wire;

/** A payload in neither encoding, or not a dictionary. The reason is the {@code error-reason} clients of this protocol know. */
public final class MalformedNgException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedNgException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
