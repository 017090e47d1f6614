package io.tandem.ha.store;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GtidPositionTest {
    @Test void countsWhatTheOtherOneDoesNotHave() {
        GtidPosition ours = GtidPosition.parse("1-1-42,2-2-7");
        assertThat(ours.beyond(GtidPosition.parse("2-2-9,1-1-42"))).isZero();
        assertThat(ours.beyond(GtidPosition.parse("1-1-40"))).isEqualTo(9);
        assertThat(GtidPosition.parse("").beyond(ours)).isZero();
        assertThat(GtidPosition.parse("1-1-3,1-2-5").sequences()).containsExactly(Map.entry(1L, 5L));
    }

    @Test void refusesWhatIsNone() {
        assertThatThrownBy(() -> GtidPosition.parse("1-1")).hasMessageContaining("no GTID");
        assertThatThrownBy(() -> GtidPosition.parse("a-b-c")).isInstanceOf(IllegalArgumentException.class);
    }
}
