package io.tandem.data.peering;

import java.util.Optional;

import io.tandem.data.pattern.PerlPattern;

/**
 * Which calls a group takes. Immutable.
 *
 * @param calleePrefix of the number; empty for any
 * @param callee       on the whole request URI
 * @param caller       on {@code sip:user@domain}
 * @param stopper      when it matches, later rules are not looked at
 */
public record PeerRule(String calleePrefix, Optional<PerlPattern> callee, Optional<PerlPattern> caller, boolean stopper) {

    /** @throws io.tandem.data.pattern.PatternTooCostlyException if a pattern cannot be decided in bounded time */
    public boolean matches(String number, String requestUri, String callerUri) {
        return number.startsWith(calleePrefix) && callee.filter(pattern -> !pattern.matches(requestUri)).isEmpty()
                && caller.filter(pattern -> !pattern.matches(callerUri)).isEmpty();
    }
}
