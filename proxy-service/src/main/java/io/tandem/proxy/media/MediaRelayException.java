package io.tandem.proxy.media;

/** The media relay refused a command or did not answer. The message says which relay, command and reason. */
public final class MediaRelayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what failed, with relay and call */
    public MediaRelayException(String message) {
        super(message);
    }
}
