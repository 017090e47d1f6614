package io.tandem.proxy.stir;

/** What the signer knows of its caller (RFC 8588 §5.1). */
public enum Attest {
    /** The caller, and that the number is its own. */
    A,
    /** The caller, but not whether it may show the number. */
    B,
    /** Only where the call came in. */
    C
}
