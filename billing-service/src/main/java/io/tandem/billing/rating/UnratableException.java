package io.tandem.billing.rating;

/** A record cannot be rated as things are; the message says why and what to correct. */
final class UnratableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnratableException(String why) { super(why); }
}
