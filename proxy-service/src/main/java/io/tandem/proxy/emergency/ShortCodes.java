package io.tandem.proxy.emergency;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;

/** Short codes that are dialled with the caller's own area code before them, which only a router can have put there. Immutable. */
public final class ShortCodes {
    private final List<PerlPattern> codes;

    /** @throws java.util.regex.PatternSyntaxException if a code is no pattern */
    public ShortCodes(FritzBoxProperties settings) {
        codes = settings.enabled() ? settings.prefixes().stream().map(code -> PerlPattern.of("^(?:" + code + ")$")).toList() : List.of();
    }

    /** The short code alone; empty for any other number, and for callers whose area code ({@code cc}, {@code ac}) is not known.
     * @param dialled user part of the request URI */
    public Optional<String> find(String dialled, Preferences caller) {
        Optional<String> country = caller.get(CallPreferences.COUNTRY_CODE);
        Optional<String> area = caller.get(CallPreferences.AREA_CODE);
        if (codes.isEmpty() || country.isEmpty() || area.isEmpty()) {
            return Optional.empty();
        }
        return Stream.of("+" + country.get(), "00" + country.get(), country.get(), "0").map(before -> before + area.get()).filter(dialled::startsWith)
                .map(before -> dialled.substring(before.length())).filter(rest -> codes.stream().anyMatch(code -> code.matches(rest))).findFirst();
    }
}
