package io.tandem.relay.record;

/** A recording cannot begin; the message says why and what to do. */
public final class RecordingException extends Exception {
    private static final long serialVersionUID = 1L;

    RecordingException(String message) {
        super(message);
    }
}
