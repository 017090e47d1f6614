package io.tandem.data.forward;

import java.util.Collection;
import java.util.List;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.pattern.Wildcard;

/**
 * Numbers of callers, or numbers that were dialled, for which a forward holds. Immutable.
 *
 * @param whitelist holds for those that are named; else for all others
 * @param wildcards for whole numbers
 * @param regexes   searched for anywhere in a number
 */
public record NumberSet(boolean whitelist, List<Wildcard> wildcards, List<PerlPattern> regexes) {
    public NumberSet {
        wildcards = List.copyOf(wildcards);
        regexes = List.copyOf(regexes);
    }

    /** @param names all under which the party is known
     * @throws io.tandem.data.pattern.PatternTooCostlyException if a pattern cannot be decided in bounded time */
    public boolean holdsFor(Collection<String> names) { return names.stream().anyMatch(this::isNamed) == whitelist; }

    private boolean isNamed(String name) {
        return wildcards.stream().anyMatch(wildcard -> wildcard.matches(name)) || regexes.stream().anyMatch(regex -> regex.matches(name));
    }
}
