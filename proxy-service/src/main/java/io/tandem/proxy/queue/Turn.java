package io.tandem.proxy.queue;

/** How a call stands to the queue of its callee. */
public enum Turn {
    /** Has not been there. */
    NEW,
    /** Has waited, and is the next one. */
    CALLED,
    /** Was to ring, but whoever was there was busy. */
    REFUSED
}
