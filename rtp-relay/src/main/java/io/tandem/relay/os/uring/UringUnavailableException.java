package io.tandem.relay.os.uring;

/** The kernel is too old for the io_uring engine, or forbids it; the message says which. */
public final class UringUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UringUnavailableException(String message) {
        super(message);
    }
}
