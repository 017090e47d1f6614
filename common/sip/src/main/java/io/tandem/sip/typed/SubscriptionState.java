package io.tandem.sip.typed;

import java.time.Duration;
import java.util.Optional;

/** Subscription-State header (RFC 6665 §8.2.3). @param state active, pending, terminated or an extension */
public record SubscriptionState(String state, Optional<String> reason, Optional<Duration> expires, Optional<Duration> retryAfter) {
    public boolean isTerminated() {
        return state.equalsIgnoreCase("terminated");
    }
}
