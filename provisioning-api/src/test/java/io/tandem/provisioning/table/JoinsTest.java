package io.tandem.provisioning.table;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which tables a page is chosen from. */
class JoinsTest {
    private static final Table TABLE = Table.of("x.subscribers b join y.subscribers s on s.id = b.id join x.contracts c on c.id = b.contract_id "
        + "join x.contacts k on k.id = c.contact_id left join x.contacts o on o.id = b.contact_id", "b.id", "b.status <> 'x'");

    @Test void onlyTheTablesThatAreNamedAndTheWayToThemAreRead() {
        Joins joins = new Joins(TABLE.everyJoinMatches());
        assertThat(joins.neededBy("b.status <> 'x'")).isEqualTo("x.subscribers b");
        assertThat(joins.neededBy("s.username = ?")).isEqualTo("x.subscribers b join y.subscribers s on s.id = b.id");
        assertThat(joins.neededBy("k.reseller_id = ?"))
            .isEqualTo("x.subscribers b join x.contracts c on c.id = b.contract_id join x.contacts k on k.id = c.contact_id");
        assertThat(joins.neededBy("o.email = ?")).isEqualTo("x.subscribers b left join x.contacts o on o.id = b.contact_id");
        assertThat(joins.canBeFewer("s.a c.a k.a o.a")).isFalse();
    }

    @Test void aJoinThatMayLeaveItemsOutStays() {
        Joins joins = new Joins(TABLE);
        assertThat(joins.neededBy("b.id")).doesNotContain("left join").contains("join y.subscribers s", "join x.contacts k");
    }

    @Test void aSubqueryIsNoTable() {
        assertThat(new Joins(TABLE.everyJoinMatches()).neededBy("exists (select 1 from z.aliases a where a.subscriber_id = b.id and a.username = ?)"))
            .isEqualTo("x.subscribers b");
    }
}
