package io.tandem.data.pattern;

import java.util.regex.PatternSyntaxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PerlPatternTest {
    @ParameterizedTest @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "^43(1|664)[0-9]+$; 431555; true",
        "^43(1|664)[0-9]+$; 49155; false",
        "12; 4312555; true",
        "^[[:digit:]]+$; 112; true",
        "^[[:digit:]]+$; :digt; false",
        "^[^[:digit:]a]+$; xyz; true",
        "^[^[:digit:]a]+$; xy1; false",
        "^[[]$; [; true",
        "^[a&&b]+$; a&b; true",
        "^[]x]+$; ]x; true",
        "^[^]]+$; x]; false",
        "(?P<cc>43)(?P=cc); 4343; true",
        "(?P<cc>43)(?P=cc); 4344; false",
        "\\Q[(\\E1; [(1; true",
        "^\\+?[1-9]\\d{3,}$; +4315; true",
        "(?i)^ALICE$; alice; true",
        "^sip:.+@[\\w.-]+$; sip:4311@example.org; true"})
    void readsPatternsAsPerlDoes(String pattern, String text, boolean matches) {
        assertThat(PerlPattern.of(pattern).matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest @ValueSource(strings = {"(", "[", "[a", "a{2,1}", "*", "(?P<n", "(?P=n", "\\", "[[:digit:]", "(?<1>x)"})
    void whatIsNoPatternIsRefused(String text) {
        assertThatThrownBy(() -> PerlPattern.of(text)).isInstanceOf(PatternSyntaxException.class);
    }

    @Test void groupsAreCountedAndCaught() {
        PerlPattern pattern = PerlPattern.of("^(00|\\+)([1-9][0-9]+)$");
        assertThat(pattern.groups()).isEqualTo(2);
        assertThat(pattern.find("00431").orElseThrow().group(2)).isEqualTo("431");
    }

    @Test void aPatternThatBacktracksWithoutEndIsStopped() {
        PerlPattern pattern = PerlPattern.of("^(([0-9])+)+\\2#$");
        assertThatThrownBy(() -> pattern.matches("1".repeat(60))).isInstanceOf(PatternTooCostlyException.class).hasMessageContaining("steps");
        assertThat(pattern.matches("11#")).isTrue();
    }

    @Test void aTextThatIsTooDeepForTheMatcherIsStopped() {
        PerlPattern pattern = PerlPattern.of("^(a|b)*$");
        assertThatThrownBy(() -> pattern.matches("ab".repeat(90_000))).isInstanceOf(PatternTooCostlyException.class);
    }
}
