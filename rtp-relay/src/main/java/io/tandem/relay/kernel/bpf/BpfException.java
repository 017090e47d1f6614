package io.tandem.relay.kernel.bpf;

/** The kernel refused a bpf(2) call; the message names what, and why. */
final class BpfException extends Exception {
    private static final long serialVersionUID = 1L;

    BpfException(String message) {
        super(message);
    }
}
