package io.tandem.data.preference;

/** In which order the contacts of a callee are called ({@code serial_forking_by_q_value}). */
public enum SerialForking {
    /** All at once. */
    NO,
    /** By descending q, those with the same q at once. */
    STANDARD,
    /** One after the other, drawn by q. */
    PROBABILITY
}
