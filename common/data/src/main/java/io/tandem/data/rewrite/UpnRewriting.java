package io.tandem.data.rewrite;

import java.util.List;
import java.util.Optional;

import io.tandem.data.pattern.Wildcard;

/**
 * What a subscriber shows instead of numbers that it provides itself ({@code upnrewritesets}). Immutable.
 *
 * @param sets in the order in which they are tried
 */
public record UpnRewriting(List<Set> sets) {
    public static final UpnRewriting NONE = new UpnRewriting(List.of());

    public UpnRewriting { sets = List.copyOf(sets); }

    /**
     * @param newCli  shown instead
     * @param sources numbers that it stands for; none if there are none
     */
    public record Set(String newCli, List<Wildcard> sources) {
        public Set { sources = List.copyOf(sources); }

        private boolean isFor(String number) { return sources.stream().anyMatch(source -> source.matches(number)); }
    }

    /** What is shown instead of this number: of the first set that is for it; the number itself if there is none. */
    public String applied(String number) { return sets.isEmpty() ? number : first(number).map(Set::newCli).orElse(number); }

    private Optional<Set> first(String number) { return sets.stream().filter(set -> set.isFor(number)).findFirst(); }

    /** A set writes this number: an administrator has given it. */
    public boolean gives(String number) { return sets.stream().anyMatch(set -> set.newCli().equals(number)); }
}
