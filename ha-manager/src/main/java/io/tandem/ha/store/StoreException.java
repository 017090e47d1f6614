package io.tandem.ha.store;

/** A store does not do what its role needs; it is asked again at the next look. */
final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    StoreException(String message) { super(message); }

    StoreException(String message, Throwable cause) { super(message, cause); }
}
