package io.tandem.relay.player;

/** Audio that cannot be played; the message names it and says why. */
public final class UnusableClipException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableClipException(String message) {
        super(message);
    }
}
