package io.tandem.data.pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class WildcardTest {
    @ParameterizedTest
    @CsvSource({"4311*, 43112345, true", "4311*, 4312345, false", "*45, 43112345, true", "43?1, 4311, true", "43?1, 431, false", "43[1-3]1, 4321, true",
        "43[1-3]1, 4341, false", "43[!1-3]1, 4341, true", "43[!1-3]1, 4321, false", "43[^13], 432, true", "a[]]b, a]b, true", "[12, [12, true",
        "[12, 1, false", "*, 4311, true", "'', '', true", "'', 4311, false", "4*1*2, 43199912, true", "4*1*2, 4319991, false", "Alice, alice, false",
        "4311, 43112, false", "a-b, a-b, true", "[a-], -, true"})
    void aPatternIsForTheWholeText(String pattern, String text, boolean matches) {
        assertThat(new Wildcard(pattern).matches(text)).isEqualTo(matches);
    }

    @Test void manyStarsCostNoMoreThanTheirProduct() {
        assertThat(new Wildcard("*a".repeat(200) + "b").matches("a".repeat(20_000))).isFalse();
    }
}
