package io.tandem.provisioning.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SearchTest {
    private static final Declaration THINGS = Declaration.of("things", "Things", List.of(Field.text("name").filter(), Field.text("colour"),
        Field.many("tags", new FieldType.Whole()))).withFilters(List.of("owner"));

    @Test void onlyDeclaredFiltersCount() {
        Search search = search(Map.of("name", List.of("a*"), "owner", List.of("7"), "colour", List.of("red"), "nonsense", List.of("1")));
        assertThat(search.filters()).containsExactlyInAnyOrderEntriesOf(Map.of("name", "a*", "owner", "7"));
    }

    @Test void theFirstOfTenRowsInOrderOfIdsIsTheDefault() {
        Search search = search(Map.of());
        assertThat(search).isEqualTo(new Search(1, 10, Optional.empty(), false, true, Map.of()));
        assertThat(search.offset()).isZero();
    }

    @Test void aPageStartsBehindTheOnesBefore() {
        assertThat(search(Map.of("page", List.of("3"), "rows", List.of("25"))).offset()).isEqualTo(50);
        assertThat(search(Map.of("page", List.of("999999999"), "rows", List.of("5000"))).offset()).isEqualTo(4_999_999_990_000L);
    }

    @Test void moreRowsThanAllowedAreCut() {
        assertThat(search(Map.of("rows", List.of("100000"))).rows()).isEqualTo(Search.MAX_ROWS);
    }

    @Test void zeroNegativeAndWordsAreRefused() {
        for (String faulty : List.of("0", "-1", "ten", "", "1.5", "99999999999")) {
            assertThatThrownBy(() -> search(Map.of("rows", List.of(faulty)))).isInstanceOfSatisfying(ApiError.class,
                error -> assertThat(error.status()).isEqualTo(400));
        }
    }

    @Test void onlyScalarsOrder() {
        assertThat(search(Map.of("order_by", List.of("colour"), "order_by_direction", List.of("DESC"))).orderBy()).contains("colour");
        assertThat(search(Map.of("order_by", List.of("tags"))).orderBy()).isEmpty();
        assertThat(search(Map.of("order_by", List.of("name; drop table"))).orderBy()).isEmpty();
    }

    private static Search search(Map<String, List<String>> parameters) {
        return Search.of(THINGS, parameters);
    }
}
