package io.tandem.data.preference;

/** Values of {@code call_deflection}: what becomes of a redirection by a phone (signalling.md §2.12). */
public enum CallDeflection {
    /** It is a forward. */
    ENABLED,
    /** It is a forward, and other phones stop ringing. */
    IMMEDIATE,
    /** The caller is told. */
    DISABLED
}
