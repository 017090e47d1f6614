package io.tandem.data.restriction;

import java.util.List;

import io.tandem.data.pattern.PerlPattern;
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
        NcosLevel level = new NcosLevel("premium", whitelist, localArea, false, List.of(PerlPattern.of("^439")));
        assertThat(level.permits(number, "431")).isEqualTo(permitted);
    }

    @Test void aCallerWithoutAreaHasNoLocalNumbersAndALevelThatIsGoneRefusesNothing() {
        assertThat(new NcosLevel("x", true, true, false, List.of()).permits("431001", "")).isFalse();
        assertThat(NcosLevel.NONE.permits("431001", "431")).isTrue();
    }
}
