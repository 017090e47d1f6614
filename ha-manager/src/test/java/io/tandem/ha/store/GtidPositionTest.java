package io.tandem.ha.store;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GtidPositionTest {
    @Test void countsWhatTheOtherOneDoesNotHave() {
        GtidPosition ours = GtidPosition.parse("1-1-42,2-2-7");
        assertThat(ours.beyond(GtidPosition.parse("2-2-9,1-1-42"))).isZero();
        assertThat(ours.beyond(GtidPosition.parse("1-1-40"))).isEqualTo(9);
        assertThat(GtidPosition.parse("").beyond(ours)).isZero();
    }

    @Test void theLatestOfADomainCounts() {
        assertThat(GtidPosition.parse("1-1-3,1-2-5")).hasToString("1-2-5");
        assertThat(GtidPosition.parse("2-2-9,1-1-42,2-1-4,")).hasToString("1-1-42,2-2-9");
    }

    @Test void tellsWhichDomainsHaveMore() {
        GtidPosition theirs = GtidPosition.parse("1-1-40,2-2-9");
        GtidPosition extra = GtidPosition.parse("1-1-42,2-2-7,3-3-1").partBeyond(theirs);
        assertThat(extra).hasToString("1-1-42,3-3-1");
        assertThat(theirs.onlyDomainsOf(extra)).hasToString("1-1-40");
    }

    @Test void refusesWhatIsNone() {
        assertThatThrownBy(() -> GtidPosition.parse("1-1")).hasMessageContaining("no GTID");
        assertThatThrownBy(() -> GtidPosition.parse("a-b-c")).isInstanceOf(IllegalArgumentException.class);
    }
}
