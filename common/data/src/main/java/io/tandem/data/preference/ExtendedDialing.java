package io.tandem.data.preference;

/** What the phone of a subscriber is asked for when one of its numbers was dialled with more digits behind it ({@code extended_dialing_mode}). */
public enum ExtendedDialing {
    /** Such a number is not the subscriber's. */
    STRICT,
    /** The number as dialled. */
    EXTENDED_SEND_DIALED,
    /** Its own number. */
    EXTENDED_SEND_BASE,
    /** Its primary number and what was dialled behind the other one. */
    EXTENDED_SEND_PRIMARY_PLUS_EXTENSION
}
