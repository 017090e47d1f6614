package io.tandem.data.queue;

/** How a call comes into a queue. */
public enum Entry {
    /** For the first time: behind the others, if there is room. */
    NEW,
    /** Its turn had come, but whoever takes calls was busy: before the others. */
    FIRST,
    /** That has happened before: behind the others, who may be luckier. */
    LAST
}
