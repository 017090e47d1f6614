package io.tandem.data.restriction;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.timeset.Schedule;
import io.tandem.data.timeset.TimeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NcosLevelTest {
    @ParameterizedTest
    @CsvSource({
        // whitelist, local_ac, number, permitted
        "false, false, 439001, false", "false, false, 431001, true", "true, false, 439001, true", "true, false, 431001, false",
        "false, true, 431001, false", "true, true, 431001, true", "true, true, 441001, false"})
    void aBlacklistRefusesWhatMatchesAWhitelistWhatDoesNot(boolean whitelist, boolean localArea, String number, boolean permitted) {
        NcosLevel level = new NcosLevel("premium", whitelist, localArea, false, List.of(PerlPattern.of("^439")), List.of());
        assertThat(level.permits(number, "431", OptionalInt.empty())).isEqualTo(permitted);
    }

    @ParameterizedTest
    @CsvSource({
        // number, its carrier (0: none), whether the level names it
        "4366, 7, true", "4366, 8, false", "43668, 8, true", "4366, 9, false", "4366, 0, false", "4390, 0, true"})
    void carriersNameTheirNumbersOrThoseOfTheirPatterns(String number, int carrier, boolean named) {
        List<NcosLevel.Carrier> carriers = List.of(new NcosLevel.Carrier(7, List.of()), new NcosLevel.Carrier(8, List.of(PerlPattern.of("8$"))));
        OptionalInt id = carrier == 0 ? OptionalInt.empty() : OptionalInt.of(carrier);
        assertThat(new NcosLevel("x", false, false, false, List.of(PerlPattern.of("^439")), carriers).permits(number, "", id)).isEqualTo(!named);
        assertThat(new NcosLevel("x", true, false, false, List.of(PerlPattern.of("^439")), carriers).permits(number, "", id)).isEqualTo(named);
    }

    @ParameterizedTest @CsvSource({"false, false", "true, true"})
    void aLevelHoldsWhileItsTimeSetDoesOrAtAllOtherTimes(boolean inverted, boolean holds) {
        Schedule never = new Schedule(TimeSet.NEVER, ZoneId.of("Europe/Vienna"));
        assertThat(new NcosLevel("x", true, false, false, List.of(), List.of(), Optional.of(never), inverted).holds(Instant.EPOCH)).isEqualTo(holds);
        assertThat(NcosLevel.NONE.holds(Instant.EPOCH)).isTrue();
    }

    @Test void aCallerWithoutAreaHasNoLocalNumbersAndALevelThatIsGoneRefusesNothing() {
        assertThat(new NcosLevel("x", true, true, false, List.of(), List.of()).permits("431001", "", OptionalInt.empty())).isFalse();
        assertThat(NcosLevel.NONE.permits("431001", "431", OptionalInt.of(1))).isTrue();
    }
}
