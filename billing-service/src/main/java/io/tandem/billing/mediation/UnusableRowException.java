package io.tandem.billing.mediation;

/** An accounting row says too little for a record; it goes to {@code acc_trash}. */
final class UnusableRowException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String why;

    UnusableRowException(String why) {
        super(why);
        this.why = why;
    }

    UnusableRowException(String why, Throwable cause) {
        super(why, cause);
        this.why = why;
    }

    String why() { return why; }
}
