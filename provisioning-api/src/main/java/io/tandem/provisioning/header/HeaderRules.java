package io.tandem.provisioning.header;

import java.util.List;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.row.Children;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code headerrules}. The rules of one direction are tried by priority, then by id. */
public final class HeaderRules {
    static final String TARGET = "provisioning.voip_header_rules";
    static final String SET = "set_id";
    static final String RULE = "rule_id";
    static final int MAX_PRIORITY = 1_000_000;
    static final Table TABLE = Table.of(TARGET + " r join " + HeaderRuleSets.TARGET + " s on s.id = r.set_id", "r.id", "1 = 1")
        .ownedBy("s.reseller_id")
        .with("r", whole(SET).required().filter().refersTo("headerrulesets"), text("name", 127).required().filter(), text("description").filter(),
            whole("priority").orElse("100").filter(),
            choice("direction", "a_inbound", "local", "peer", "a_outbound", "b_outbound", "cf_inbound", "cf_outbound", "reply").required().filter(),
            flag("stopper").filter(), flag("enabled").orElse("1").filter());

    private HeaderRules() {}

    /** @param conditions the resource {@code headerruleconditions}
     * @param actions     the resource {@code headerruleactions} */
    public static RowResource resource(Store store, RowResource conditions, RowResource actions) {
        Parts parts = new Parts(new Children(conditions, RULE, "conditions"), new Children(actions, RULE, "actions"));
        Declaration declaration = Declaration.of("headerrules", "Rules that change headers",
            Stream.concat(TABLE.fields().stream(), Stream.of(parts.conditions.field(), parts.actions.field())).toList()).withJournal();
        return new RowResource(RowPlan.of(declaration, TABLE, TARGET, ChangeLog.HEADER_RULE_SET).partOf(SET).orderedBy("direction", "priority")
            .rules(Rule.visible(SET, new Rows(store.jdbc(), HeaderRuleSets.TABLE)), Rule.between("priority", 0, MAX_PRIORITY)).effect(parts), store);
    }

    /** What a condition or an action must be within. */
    static Rule visible(Store store) {
        return Rule.visible(RULE, new Rows(store.jdbc(), TABLE));
    }

    /** The set that a rule is in. */
    static long set(Store store, long rule) {
        return store.number("select set_id from provisioning.voip_header_rules where id = ?", rule).orElse(0L);
    }

    /** Conditions and actions are shown with their rule and may be written with it. */
    private record Parts(Children conditions, Children actions) implements Effect {
        @Override
        public void fill(List<Item> items) {
            conditions.fill(items);
            actions.fill(items);
        }

        @Override
        public void written(long id, Write write) {
            conditions.write(id, write);
            actions.write(id, write);
        }
    }
}
