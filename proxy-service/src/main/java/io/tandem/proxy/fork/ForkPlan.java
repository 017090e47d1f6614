package io.tandem.proxy.fork;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** In which order targets are asked. Immutable.
 * @param stages    of each target, from 0, ascending without a gap: those of one stage are asked at once
 * @param stopCodes refusals after which nobody else is asked; 6xx are too (RFC 3261 §16.7 step 5), unless declining is of no account
 * @param patience  how long a stage may take before the next one begins; empty: until all of it have refused
 * @param declining a 6xx ends the search for all, not for its own target alone */
public record ForkPlan(List<Integer> stages, Set<Integer> stopCodes, Optional<Duration> patience, boolean declining) {
    public ForkPlan {
        stages = List.copyOf(stages);
        stopCodes = Set.copyOf(stopCodes);
        if (stages.isEmpty() || stages.getFirst() != 0) {
            throw new IllegalArgumentException("a fork needs a branch");
        }
    }

    /** With 6xx that end the search. */
    public ForkPlan(List<Integer> stages, Set<Integer> stopCodes, Optional<Duration> patience) {
        this(stages, stopCodes, patience, true);
    }

    /** All at once. */
    public static ForkPlan parallel(int targets) {
        return new ForkPlan(Collections.nCopies(targets, 0), Set.of(), Optional.empty());
    }

    boolean stops(int status) {
        return declining && status >= 600 || stopCodes.contains(status);
    }

    boolean isLast(int stage) {
        return stage == stages.getLast();
    }
}
