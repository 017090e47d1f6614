package io.tandem.ha.drain;

import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QuietTest {
    private static final OptionalInt NONE = OptionalInt.of(0);
    private static final long START = -5;
    private final Quiet quiet = new Quiet();

    @Test void withoutServicesThereIsNothingToWaitFor() { assertThat(quiet.isReached(List.of(), START)).isTrue(); }

    @Test void everyServiceMustHaveSaidForAWhileThatItSetsUpNone() {
        assertThat(quiet.isReached(List.of(NONE, OptionalInt.empty()), START)).isFalse();
        assertThat(quiet.isReached(List.of(NONE, NONE), START + Quiet.FOR_NANOS)).as("just now").isFalse();
        assertThat(quiet.isReached(List.of(NONE, NONE), START + 2 * Quiet.FOR_NANOS - 1)).isFalse();
        assertThat(quiet.isReached(List.of(NONE, NONE), START + 2 * Quiet.FOR_NANOS)).isTrue();
    }

    @Test void aCallThatBeginsMeanwhileBeginsTheWaitAnew() {
        assertThat(quiet.isReached(List.of(NONE), START)).isFalse();
        assertThat(quiet.isReached(List.of(OptionalInt.of(1)), START + 1)).isFalse();
        assertThat(quiet.isReached(List.of(NONE), START + 2)).isFalse();
        assertThat(quiet.isReached(List.of(NONE), START + Quiet.FOR_NANOS)).isFalse();
        assertThat(quiet.isReached(List.of(NONE), START + 2 + Quiet.FOR_NANOS)).isTrue();
    }
}
