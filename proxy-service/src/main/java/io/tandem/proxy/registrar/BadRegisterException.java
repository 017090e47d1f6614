package io.tandem.proxy.registrar;

/** A REGISTER that cannot be obeyed; the phone gets 400 with this message as the reason phrase. */
final class BadRegisterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRegisterException(String reason) {
        super(reason, null, false, false);
    }
}
