package io.tandem.testkit.phone;

/** Something the script expected of a phone did not happen: refused, timed out, or the stack failed. */
public final class PhoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PhoneException(String message) {
        super(message);
    }

    PhoneException(String message, Throwable cause) {
        super(message, cause);
    }
}
