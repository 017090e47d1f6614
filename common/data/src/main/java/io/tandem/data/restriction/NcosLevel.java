package io.tandem.data.restriction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.timeset.Schedule;

/**
 * Numbers that may be called, or may not. Immutable.
 *
 * @param name      as operators know it
 * @param whitelist only what matches may be called; else what matches may not
 * @param localArea numbers of the caller's own area code match, too
 * @param intraPbx  holds for calls within a PBX, too
 * @param patterns  on the number as dialled, after the rewrite rules
 * @param carriers  numbers of theirs match, too
 * @param times     when it holds; empty for always
 * @param inverted  it holds at all other times
 */
public record NcosLevel(String name, boolean whitelist, boolean localArea, boolean intraPbx, List<PerlPattern> patterns, List<Carrier> carriers,
                        Optional<Schedule> times, boolean inverted) {
    /** What a level that is gone means: no restriction. */
    public static final NcosLevel NONE = new NcosLevel("", false, false, true, List.of(), List.of());

    /** A carrier of ported numbers.
     * @param patterns on its numbers; empty for all of them */
    public record Carrier(int id, List<PerlPattern> patterns) {
        public Carrier {
            patterns = List.copyOf(patterns);
        }

        boolean has(String number) {
            return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(number));
        }
    }

    /** A level that holds always. */
    public NcosLevel(String name, boolean whitelist, boolean localArea, boolean intraPbx, List<PerlPattern> patterns, List<Carrier> carriers) {
        this(name, whitelist, localArea, intraPbx, patterns, carriers, Optional.empty(), false);
    }

    public NcosLevel {
        patterns = List.copyOf(patterns);
        carriers = List.copyOf(carriers);
    }

    /** The level holds at this time. */
    public boolean holds(Instant moment) { return times.map(set -> set.contains(moment) != inverted).orElse(true); }

    /**
     * Whether a number may be called while the level holds.
     *
     * @param number     after the rewrite rules
     * @param areaPrefix country and area code of the caller; empty if they are not known
     * @param carrierId  the carrier that the number is at; empty if it is at none that is known
     * @throws io.tandem.data.pattern.PatternTooCostlyException if a pattern cannot be decided in bounded time
     */
    public boolean permits(String number, String areaPrefix, OptionalInt carrierId) {
        boolean named = localArea && !areaPrefix.isEmpty() && number.startsWith(areaPrefix) || patterns.stream().anyMatch(pattern -> pattern.matches(number))
                || carrierId.isPresent() && carriers.stream().anyMatch(carrier -> carrier.id() == carrierId.getAsInt() && carrier.has(number));
        return named == whitelist;
    }
}
