package io.tandem.relay.codec;

/** The parties share no codec and the relay cannot translate between theirs; the message names both lists. */
public final class NoCommonCodecException extends Exception {
    private static final long serialVersionUID = 1L;

    NoCommonCodecException(String message) {
        super(message);
    }
}
