package io.tandem.ha.client;

import java.util.Locale;

/** Role of a node, with the exit code that operators' scripts know from {@code check-active}. */
public enum NodeState {
    ACTIVE(0), STANDBY(1),
    /** Between the two; neither node answers 0 then. */
    TRANSITION(2),
    /** Told to services only: the node has the shared addresses, media go on, and its stores are being promoted before anybody writes. */
    PROMOTING(2),
    /** Nobody could be asked. */
    UNKNOWN(3);

    private final int exitCode;

    NodeState(int exitCode) { this.exitCode = exitCode; }

    /** 0 active, 1 standby, anything else: not known now. */
    public int exitCode() { return exitCode; }

    @Override public String toString() { return name().toLowerCase(Locale.ROOT); }
}
