package io.tandem.relay.kernel;

/** This way into the kernel is not to be had; the message says why and what an operator can do. */
public final class KernelUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public KernelUnavailableException(String message) {
        super(message);
    }
}
