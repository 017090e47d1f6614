package io.tandem.net;

import org.slf4j.Logger;

/** Logs failures of handlers, at most one a second, so that a flood of bad input cannot fill the disk. Loop thread. */
final class FailureLog {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final Logger log;
    private long quietUntilNanos = System.nanoTime();
    private long left;

    FailureLog(Logger log) {
        this.log = log;
    }

    void failed(String what, Throwable cause) {
        long now = System.nanoTime();
        if (now - quietUntilNanos < 0) {
            left++;
            return;
        }
        log.error("{} failed, the loop goes on ({} more since the last such line)", what, left, cause);
        left = 0;
        quietUntilNanos = now + INTERVAL_NANOS;
    }
}
