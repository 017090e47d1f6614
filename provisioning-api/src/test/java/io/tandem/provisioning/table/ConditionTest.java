package io.tandem.provisioning.table;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Search;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConditionTest {
    private static final Table TABLE = Table.of("t", "t.id", "t.status <> 'x'").ownedBy("t.reseller_id")
        .with("t", Field.text("name").filter(), Field.whole("count").filter(), Field.flag("active").filter())
        .filter("either", "(t.a {match} or t.b {match})");
    private static final Declaration DECLARATION = Declaration.of("things", "", TABLE.fields()).withFilters(TABLE.filters().keySet());

    @Test void valuesAreBoundNeverWritten() {
        Condition condition = where("name", "x' or '1'='1");
        assertThat(condition.sql()).isEqualTo("t.status <> 'x' and t.name = ?");
        assertThat(condition.parameters()).containsExactly("x' or '1'='1");
    }

    @Test void aStarBecomesLikeAndTheRestStandsForItself() {
        Condition condition = where("name", "50%_\\*");
        assertThat(condition.sql()).endsWith("t.name like ?");
        assertThat(condition.parameters()).containsExactly("50\\%\\_\\\\%");
    }

    @Test void numbersAndFlagsAreTakenLoosely() {
        assertThat(where("count", "7").parameters()).containsExactly(7L);
        assertThat(where("count", "seven").sql()).endsWith("1 = 0");
        assertThat(where("count", "7*").sql()).endsWith("cast(t.count as char) like ?");
        assertThat(where("active", "1").sql()).endsWith("t.active = 1");
        assertThat(where("active", "").sql()).endsWith("t.active = 0");
        assertThat(where("active", "maybe").sql()).endsWith("1 = 0");
    }

    @Test void absenceCanBeAskedFor() {
        assertThat(where("name", "$null").sql()).endsWith("t.name is null");
        assertThat(where("count", "$not_null").sql()).endsWith("t.count is not null");
    }

    @Test void aFilterThatComparesTwiceBindsTwice() {
        Condition condition = where("either", "v");
        assertThat(condition.sql()).endsWith("(t.a = ? or t.b = ?)");
        assertThat(condition.parameters()).containsExactly("v", "v");
    }

    @Test void aResellerSeesHisOwnRowsAndNothingThatNobodyOwns() {
        assertThat(Condition.of(TABLE, OptionalLong.of(3)).sql()).endsWith("t.reseller_id = ?");
        assertThat(Condition.of(Table.of("t", "t.id", "1 = 1"), OptionalLong.of(3)).sql()).isEqualTo("1 = 1 and 1 = 0");
    }

    private static Condition where(String name, String value) {
        return Condition.of(TABLE, OptionalLong.empty()).matching(TABLE, Search.of(DECLARATION, Map.of(name, List.of(value))));
    }
}
