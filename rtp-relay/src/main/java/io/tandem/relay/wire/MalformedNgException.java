package io.tandem.relay.wire;

/** A payload in neither encoding, or not a dictionary. The message is the {@code error-reason} clients of this protocol know. */
public final class MalformedNgException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedNgException(String message) {
        super(message, null, false, false);
    }
}
