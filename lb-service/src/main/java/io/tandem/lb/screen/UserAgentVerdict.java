package io.tandem.lb.screen;

/** What becomes of a request because of its User-Agent. */
public enum UserAgentVerdict {
    PASS,
    /** 403 Forbidden. */
    REJECT,
    /** Nobody is told. */
    DROP
}
