package io.tandem.relay.port;

/** No port pair is to be had; the message says how many are in use and resting. */
public final class NoFreePortException extends Exception {
    private static final long serialVersionUID = 1L;

    NoFreePortException(String message) {
        super(message);
    }
}
