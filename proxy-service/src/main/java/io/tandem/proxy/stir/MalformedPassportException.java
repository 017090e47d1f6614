package io.tandem.proxy.stir;

/** A PASSporT whose header or claims cannot be read (RFC 8225). */
final class MalformedPassportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedPassportException(String message) {
        super(message);
    }
}
