package io.tandem.relay.latch;

/** When a source address is learnt from packets. */
public enum LearningMode {
    /** The address of the SDP stays. */
    OFF,
    /** The first packet decides. */
    IMMEDIATE,
    /** The first packet after the window decides. */
    DELAYED,
    /** The best match with the SDP seen in the window decides: address and port, address, port, any; a full match at once. */
    HEURISTIC
}
