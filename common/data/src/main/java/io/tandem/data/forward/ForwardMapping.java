package io.tandem.data.forward;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.tandem.data.timeset.TimeSet;

/**
 * A forward and the calls that it holds for. Immutable.
 *
 * @param destinations in the order in which they are tried; at least one
 * @param times        when it holds; empty for always
 * @param sources      callers it holds for; empty for all
 * @param dialled      numbers of the subscriber it holds for; empty for all
 * @param redirects    the caller is told to call there itself
 */
public record ForwardMapping(long id, ForwardType type, List<Destination> destinations, Optional<TimeSet> times, Optional<NumberSet> sources,
                             Optional<NumberSet> dialled, boolean redirects) {

    /** Where a call goes.
     * @param uri     as stored
     * @param timeout after which the next one is tried */
    public record Destination(String uri, Duration timeout) {}

    /** A call that may be forwarded.
     * @param at      in the time zone of the subscriber
     * @param callers numbers under which the caller is known, and {@code anonymous} if it does not want to be
     * @param dialled names and numbers under which the subscriber was called */
    public record Question(ZonedDateTime at, Collection<String> callers, Collection<String> dialled) {}

    public ForwardMapping {
        if (destinations.isEmpty()) throw new IllegalArgumentException("forward " + id + " leads nowhere");
        destinations = List.copyOf(destinations);
    }

    boolean holdsFor(Question call) {
        return times.map(set -> set.contains(call.at())).orElse(true) && sources.map(set -> set.holdsFor(call.callers())).orElse(true)
                && dialled.map(set -> set.holdsFor(call.dialled())).orElse(true);
    }
}
