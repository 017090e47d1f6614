package io.tandem.data.portability;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LnpNumbersTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static LnpNumber row(int id, String number, String start, String end) {
        return new LnpNumber(id, number, Optional.empty(), "", moment(start), moment(end), new LnpCarrier(id, "c" + id, "", false, false));
    }

    private static Optional<Instant> moment(String date) {
        return date.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(date + "T00:00:00Z"));
    }

    private static Optional<Integer> at(Instant when, LnpNumber... rows) {
        return new LnpNumbers(List.of(rows)).at(when).map(LnpNumber::id);
    }

    @Test void aRowHoldsFromItsStartUntilItsEnd() {
        LnpNumber row = row(1, "431", "2026-06-01", "2026-07-01");
        assertThat(at(NOW, row)).contains(1);
        assertThat(at(NOW.minusMillis(1), row)).isEmpty();
        assertThat(at(Instant.parse("2026-06-30T23:59:59Z"), row)).contains(1);
        assertThat(at(Instant.parse("2026-07-01T00:00:00Z"), row)).as("the end is not in it").isEmpty();
        assertThat(at(NOW, row(2, "431", "", ""))).contains(2);
    }

    @Test void ofSeveralCarriersTheOneThatStartedLastHasIt() {
        LnpNumber ever = row(9, "431", "", "");
        LnpNumber earlier = row(8, "431", "2025-01-01", "");
        LnpNumber later = row(1, "431", "2026-01-01", "");
        LnpNumber future = row(2, "431", "2027-01-01", "");
        assertThat(at(NOW, ever, later, earlier, future)).contains(1);
        assertThat(at(Instant.parse("2025-06-01T00:00:00Z"), ever, later, earlier, future)).contains(8);
        assertThat(at(Instant.parse("2024-06-01T00:00:00Z"), ever, later, earlier, future)).contains(9);
    }

    @Test void theLongerNumberGoesBeforeTheRangeItIsIn() {
        assertThat(at(NOW, row(1, "431", "2026-05-01", ""), row(2, "431234", "", ""))).contains(2);
        assertThat(at(NOW, row(1, "431", "", ""), row(2, "431234", "", "2026-05-01"))).as("no longer").contains(1);
    }
}
