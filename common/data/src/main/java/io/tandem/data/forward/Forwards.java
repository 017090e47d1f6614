package io.tandem.data.forward;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.tandem.data.pattern.PatternTooCostlyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All forwards of a subscriber that are switched on, in the order in which they are asked. Immutable.
 *
 * @param zone in which its time sets are read
 */
public record Forwards(List<ForwardMapping> mappings, ZoneId zone) {
    public static final Forwards NONE = new Forwards(List.of(), ZoneOffset.UTC);
    private static final Logger LOG = LoggerFactory.getLogger(Forwards.class);

    public Forwards {
        mappings = List.copyOf(mappings);
    }

    /** The first of this type whose sets match the call. Neither blocks nor takes long.
     * @param callers numbers of the caller
     * @param dialled names and numbers that were dialled */
    public Optional<ForwardMapping> first(ForwardType type, Instant at, Collection<String> callers, Collection<String> dialled) {
        var call = new ForwardMapping.Question(at.atZone(zone), callers, dialled);
        return mappings.stream().filter(mapping -> mapping.type() == type && holds(mapping, call)).findFirst();
    }

    private static boolean holds(ForwardMapping mapping, ForwardMapping.Question call) {
        try {
            return mapping.holdsFor(call);
        } catch (PatternTooCostlyException endless) { // subscribers write these patterns: a bad one must not cost them the call
            LOG.warn("call forward mapping {} is left out, correct its sets at /api/cfsourcesets/ or /api/cfbnumbersets/: {}", mapping.id(),
                    endless.getMessage());
            return false;
        }
    }
}
