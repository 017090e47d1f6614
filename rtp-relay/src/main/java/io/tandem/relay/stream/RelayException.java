package io.tandem.relay.stream;

/** A command that cannot be carried out; the reason is the {@code error-reason} that clients of the ng protocol know. */
public final class RelayException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    /** True if the relay is full on purpose, so that a client may try another. */
    private final boolean loadLimit;

    private RelayException(String reason, boolean loadLimit) {
        super(reason, null, false, false);
        this.reason = reason;
        this.loadLimit = loadLimit;
    }

    public static RelayException unknownCall() {
        return new RelayException("Unknown call-id", false);
    }

    public static RelayException outOfPorts() {
        return new RelayException("Ran out of ports", false);
    }

    /** @param reason which limit it is */
    public static RelayException loadLimit(String reason) {
        return new RelayException(reason, true);
    }

    public static RelayException of(String reason) {
        return new RelayException(reason, false);
    }

    public String reason() {
        return reason;
    }

    public boolean isLoadLimit() {
        return loadLimit;
    }
}
