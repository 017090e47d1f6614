package io.tandem.relay.stream;

/** Where what a party sends goes (option {@code media-echo}). */
public enum Echo {
    /** To the other party. */
    OFF,
    /** Back to itself. */
    ECHO,
    /** Nowhere. */
    SINK
}
