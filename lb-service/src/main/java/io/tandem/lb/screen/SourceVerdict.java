package io.tandem.lb.screen;

/** What becomes of a message because of where it comes from. */
public enum SourceVerdict {
    /** On to the parser. */
    PASS,
    /** The source is banned: dropped, nobody is told. */
    BANNED,
    /** The source is over its rate: this message is dropped, the next may pass. */
    FLOODING
}
