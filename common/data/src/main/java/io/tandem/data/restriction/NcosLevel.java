package io.tandem.data.restriction;

import java.util.List;

import io.tandem.data.pattern.PerlPattern;

/**
 * Numbers that may be called, or may not. Immutable.
 *
 * @param name      as operators know it
 * @param whitelist only what matches may be called; else what matches may not
 * @param localArea numbers of the caller's own area code match, too
 * @param intraPbx  holds for calls within a PBX, too
 * @param patterns  on the number as dialled, after the rewrite rules
 */
public record NcosLevel(String name, boolean whitelist, boolean localArea, boolean intraPbx, List<PerlPattern> patterns) {
    /** What a level that is gone means: no restriction. */
    public static final NcosLevel NONE = new NcosLevel("", false, false, true, List.of());

    public NcosLevel {
        patterns = List.copyOf(patterns);
    }

    /**
     * Whether a number may be called.
     *
     * @param number     after the rewrite rules
     * @param areaPrefix country and area code of the caller; empty if they are not known
     * @throws io.tandem.data.pattern.PatternTooCostlyException if a pattern cannot be decided in bounded time
     */
    public boolean permits(String number, String areaPrefix) {
        boolean local = localArea && !areaPrefix.isEmpty() && number.startsWith(areaPrefix);
        return (local || patterns.stream().anyMatch(pattern -> pattern.matches(number))) == whitelist;
    }
}
