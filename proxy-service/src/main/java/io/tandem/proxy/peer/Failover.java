package io.tandem.proxy.peer;

import java.util.Set;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.preference.CallPreferences;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the next peer is tried after one has refused (§2.16). Pure.
 * @param codes that always mean so */
public record Failover(Set<Integer> codes) {
    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

    public Failover {
        codes = Set.copyOf(codes);
    }

    /** A challenge that leg B could not answer is nothing the caller could answer either: the password is ours.
     * @param reason phrase of the response: {@code reason_text_for_failover} of the peer is searched in that of a 5xx */
    public boolean isWanted(PeerRoute refused, int status, String reason) {
        return codes.contains(status) || status == 401 || status == 407 || status >= 500 && status < 600
                && refused.settings().own().get(CallPreferences.REASON_FOR_FAILOVER).filter(pattern -> isFound(pattern, reason)).isPresent();
    }

    private static boolean isFound(String pattern, String reason) {
        try {
            return PerlPattern.of(pattern).matches(reason);
        } catch (PatternSyntaxException noPattern) {
            return reason.contains(pattern);
        } catch (PatternTooCostlyException endless) { // the peer writes the phrase, and the caller waits for an answer
            LOG.warn("reason_text_for_failover is not searched, correct it at /api/peeringserverpreferences/: {}", endless.getMessage());
            return false;
        }
    }
}
