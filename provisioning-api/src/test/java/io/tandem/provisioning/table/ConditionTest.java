package io.tandem.provisioning.table;

import java.util.List;
import java.util.Map;

import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Search;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConditionTest {
    private static final Table TABLE = Table.of("t", "t.id", "t.status <> 'x'").ownedBy("t.reseller_id")
        .with("t", Field.text("name").filter(), Field.whole("count").filter(), Field.flag("active").filter())
        .filter("either", "(t.a {match} or t.b {match})");
    private static final Scope EVERYTHING = new Scope(Scope.Level.EVERYTHING, 0, 0, 0);
    private static final Scope RESELLER = new Scope(Scope.Level.RESELLER, 3, 0, 0);
    private static final Scope CUSTOMER = new Scope(Scope.Level.CUSTOMER, 3, 4, 0);
    private static final Scope SUBSCRIBER = new Scope(Scope.Level.SUBSCRIBER, 3, 4, 5);
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
        assertThat(Condition.of(TABLE, RESELLER).sql()).isEqualTo("t.status <> 'x' and (t.reseller_id = ?)");
        assertThat(Condition.of(TABLE, RESELLER).parameters()).containsExactly(3L);
        assertThat(Condition.of(Table.of("t", "t.id", "1 = 1"), RESELLER).sql()).isEqualTo("1 = 1 and (1 = 0)");
    }

    @Test void whatDeclaresNoNarrowerOwnerIsHiddenFromNarrowerCallers() {
        assertThat(Condition.of(TABLE, CUSTOMER).sql()).endsWith("(1 = 0)");
        assertThat(Condition.of(TABLE, SUBSCRIBER).sql()).endsWith("(1 = 0)");
        Table owned = TABLE.ownedBy("t.reseller_id", "t.contract_id", "t.subscriber_id");
        assertThat(Condition.of(owned, CUSTOMER).sql()).endsWith("(t.contract_id = ?)");
        assertThat(Condition.of(owned, CUSTOMER).parameters()).containsExactly(4L);
        assertThat(Condition.of(owned, SUBSCRIBER).sql()).endsWith("(t.subscriber_id = ?)");
        assertThat(Condition.of(owned, SUBSCRIBER).parameters()).containsExactly(5L);
    }

    @Test void whatIsSharedIsSeenUnderItsOwnCondition() {
        Table shared = TABLE.visibleTo(Scope.Level.CUSTOMER, "t.shared = 1 and t.reseller_id = {reseller} or t.contract_id = {customer}");
        assertThat(Condition.of(shared, CUSTOMER).sql()).endsWith("and (t.shared = 1 and t.reseller_id = ? or t.contract_id = ?)");
        assertThat(Condition.of(shared, CUSTOMER).parameters()).containsExactly(3L, 4L);
        assertThat(Condition.of(shared, SUBSCRIBER).sql()).endsWith("(1 = 0)");
    }

    private static Condition where(String name, String value) {
        return Condition.of(TABLE, EVERYTHING).matching(TABLE, Search.of(DECLARATION, Map.of(name, List.of(value))));
    }
}
