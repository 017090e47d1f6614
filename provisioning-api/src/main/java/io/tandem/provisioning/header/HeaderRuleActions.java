package io.tandem.provisioning.header;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code headerruleactions}: what a rule does when its conditions hold, by priority, then by id. */
public final class HeaderRuleActions {
    private static final String[] PARTS = {"full", "username", "domain", "port"};
    private static final String TARGET = "provisioning.voip_header_rule_actions";
    private static final Table TABLE = RewriteOfValue.in(Table.of(TARGET + " a join " + HeaderRules.TARGET + " r on r.id = a.rule_id join "
            + HeaderRuleSets.TARGET + " s on s.id = r.set_id", "a.id", "1 = 1").ownedBy("s.reseller_id")
        .with("a", whole(HeaderRules.RULE).required().filter().refersTo("headerrules"), whole("priority").orElse("100").filter(),
            text("header").required().filter(), choice("header_part", PARTS).required().filter(),
            choice("action_type", "set", "add", "remove", "rsub", "header", "preference").required().filter(),
            choice("value_part", PARTS).orElse("full").filter(), text("value").filter(), flag("enabled").orElse("1").filter()), "a");
    private static final Declaration DECLARATION = Declaration.of("headerruleactions", "What header rules do", TABLE.fields()).withJournal();

    private HeaderRuleActions() {}

    public static RowResource resource(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.HEADER_RULE_SET).orderedBy("priority")
            .partOf(HeaderRules.RULE, rule -> HeaderRules.set(store, rule))
            .rules(HeaderRules.visible(store), RewriteOfValue.check(store), Rule.between("priority", 0, HeaderRules.MAX_PRIORITY)), store);
    }
}
