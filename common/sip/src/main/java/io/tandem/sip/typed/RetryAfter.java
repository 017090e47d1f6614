package io.tandem.sip.typed;

import java.time.Duration;
import java.util.Optional;

/** Retry-After header (RFC 3261 §20.33). @param duration how long the callee will be there from then on */
public record RetryAfter(Duration delay, Optional<String> comment, Optional<Duration> duration) {}
