package io.tandem.data.mapping;

import java.util.List;
import java.util.Optional;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.data.pattern.PerlPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another place for some calls of a subscriber. Immutable.
 *
 * @param location   a SIP URI; may be empty if {@code toUsername} is not
 * @param caller     searched in the caller's numbers and URI; empty for any
 * @param callee     searched in the names and numbers that were called; empty for any
 * @param toUsername user part instead of that of the location; empty to leave it
 */
public record LocationMapping(int id, Mode mode, String location, Optional<PerlPattern> caller, Optional<PerlPattern> callee, String toUsername) {
    private static final Logger LOG = LoggerFactory.getLogger(LocationMapping.class);

    /** What becomes of the subscriber's own phones. */
    public enum Mode {
        /** They ring, too. */
        ADD,
        /** They do not ring. */
        REPLACE,
        /** There are none. */
        OFFLINE,
        /** The call is forwarded. */
        FORWARD
    }

    /** Whether it is for this call; each list has all that a party is known by. */
    public boolean fits(List<String> callers, List<String> callees) { return fits(caller, callers) && fits(callee, callees); }

    private boolean fits(Optional<PerlPattern> pattern, List<String> names) {
        try {
            return pattern.isEmpty() || names.stream().anyMatch(pattern.get()::matches);
        } catch (PatternTooCostlyException endless) {
            LOG.warn("location mapping {} is left out, correct its patterns at /api/subscriberlocationmappings/: {}", id, endless.getMessage());
            return false;
        }
    }
}
