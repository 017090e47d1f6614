package io.tandem.relay.pipeline;

/** The kernel is too old for the io_uring engine, or forbids it; the message says which. */
final class UringUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UringUnavailableException(String message) {
        super(message);
    }
}
