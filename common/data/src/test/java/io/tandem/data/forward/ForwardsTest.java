package io.tandem.data.forward;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.pattern.Wildcard;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.timeset.TimeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ForwardsTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final List<ForwardMapping.Destination> DESTINATIONS = List.of(new ForwardMapping.Destination("sip:c@example.org", Duration.ofSeconds(9)));

    private static ForwardMapping mapping(long id, ForwardType type, Optional<TimeSet> times, Optional<NumberSet> callers) {
        return new ForwardMapping(id, type, DESTINATIONS, times, callers, Optional.empty(), false);
    }

    private static Optional<Long> first(List<ForwardMapping> mappings, ForwardType type, String caller) {
        return new Forwards(mappings, ZoneId.of("Europe/Vienna")).first(type, NOW, List.of(caller), List.of("431002")).map(ForwardMapping::id);
    }

    @Test void theFirstMappingOfATypeWhoseSetsMatchHolds() {
        Optional<NumberSet> from43 = Optional.of(new NumberSet(true, List.of(new Wildcard("43*")), List.of()));
        List<ForwardMapping> mappings = List.of(mapping(1, ForwardType.CFU, Optional.of(TimeSet.NEVER), Optional.empty()),
                mapping(2, ForwardType.CFB, Optional.empty(), Optional.empty()), mapping(3, ForwardType.CFU, Optional.empty(), from43),
                mapping(4, ForwardType.CFU, Optional.empty(), Optional.empty()));
        assertThat(first(mappings, ForwardType.CFU, "431")).contains(3L);
        assertThat(first(mappings, ForwardType.CFU, "491")).contains(4L);
        assertThat(first(mappings, ForwardType.CFB, "491")).contains(2L);
        assertThat(first(mappings, ForwardType.CFNA, "491")).isEmpty();
    }

    @Test void anEmptyWhitelistHoldsForNobodyAndAnEmptyBlacklistForAll() {
        assertThat(new NumberSet(true, List.of(), List.of()).holdsFor(List.of("1"))).isFalse();
        assertThat(new NumberSet(false, List.of(), List.of()).holdsFor(List.of("1"))).isTrue();
    }

    @Test void aPatternThatCannotBeDecidedCostsTheForwardAndNotTheCall() {
        Optional<NumberSet> endless = Optional.of(new NumberSet(false, List.of(), List.of(PerlPattern.of("^(([0-9])+)+\\2#$"))));
        List<ForwardMapping> mappings = List.of(mapping(1, ForwardType.CFU, Optional.empty(), endless),
                mapping(2, ForwardType.CFU, Optional.empty(), Optional.empty()));
        assertThat(first(mappings, ForwardType.CFU, "1".repeat(60))).contains(2L);
    }

    @ParameterizedTest @EnumSource
    void theOwnersPreferencesSayWhetherHeForwardsAnything(ForwardType type) {
        PreferenceKey<?> key = CallPreferences.of(type.word()).orElseThrow();
        assertThat(ForwardType.isAnySet(new Preferences(Map.of(key.name(), List.of("17"))))).isTrue();
        assertThat(ForwardType.isAnySet(Preferences.NONE)).isFalse();
    }
}
