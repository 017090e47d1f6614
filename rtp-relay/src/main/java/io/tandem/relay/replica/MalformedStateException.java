package io.tandem.relay.replica;

/** What Redis holds of a call is not what a relay of this version writes. The message shows no secret. */
final class MalformedStateException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedStateException(String message) {
        super(message);
    }

    MalformedStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
