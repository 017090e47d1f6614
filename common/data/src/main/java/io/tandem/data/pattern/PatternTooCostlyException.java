package io.tandem.data.pattern;

import java.io.Serial;

/** A provisioned pattern that needs too long to decide on a text, so that it would hold up calls. */
public final class PatternTooCostlyException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    PatternTooCostlyException(String pattern, String text, int steps) {
        super("pattern '%s' needs more than %d steps on '%s'; write it without nested repetitions such as (a+)+".formatted(pattern, steps, text));
    }
}
