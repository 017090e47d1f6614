package io.tandem.relay.choice;

/** A command that was repeated took another way than at the relay that carried it out first: settings or versions of the two differ. */
public final class OtherChoicesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OtherChoicesException(String message) {
        super(message);
    }
}
