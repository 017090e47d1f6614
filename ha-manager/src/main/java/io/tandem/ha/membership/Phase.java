package io.tandem.ha.membership;

import java.util.Locale;

/** State of a node in the election (ha.md §3). The order is that of the wire. */
public enum Phase {
    /** Listens after its start: what it promised before, it no longer knows. */
    INIT,
    /** Ready to take over. */
    STANDBY,
    /** Wants to become active and makes sure that nobody else is. */
    PROBE,
    /** Holds the shared addresses while its lease lasts. */
    ACTIVE,
    /** Cannot serve: no carrier, or a resource of its own is broken. */
    FAULT,
    /** Taken out of service by the operator. */
    MAINTENANCE;

    private static final Phase[] ALL = values();

    /** Active, or about to be: such a node votes for nobody else. */
    public boolean claims() { return this == PROBE || this == ACTIVE; }

    /** @throws IllegalArgumentException if there is no such phase */
    public static Phase ofWire(int number) {
        if (number < 0 || number >= ALL.length) throw new IllegalArgumentException("phase " + number + " outside 0.." + (ALL.length - 1));
        return ALL[number];
    }

    @Override public String toString() { return name().toLowerCase(Locale.ROOT); }
}
