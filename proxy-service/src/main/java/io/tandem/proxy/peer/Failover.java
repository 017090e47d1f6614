package io.tandem.proxy.peer;

import java.util.Set;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.preference.CallPreferences;

/** Whether the next peer is tried after one has refused (§2.16). Pure.
 * @param codes that always mean so */
public record Failover(Set<Integer> codes) {
    public Failover {
        codes = Set.copyOf(codes);
    }

    /** @param reason phrase of the response: {@code reason_text_for_failover} of the peer is searched in that of a 5xx */
    public boolean isWanted(PeerRoute refused, int status, String reason) {
        return codes.contains(status) || status >= 500 && status < 600
                && refused.settings().own().get(CallPreferences.REASON_FOR_FAILOVER).filter(pattern -> isFound(pattern, reason)).isPresent();
    }

    private static boolean isFound(String pattern, String reason) {
        try {
            return PerlPattern.of(pattern).matches(reason);
        } catch (PatternSyntaxException noPattern) {
            return reason.contains(pattern);
        }
    }
}
