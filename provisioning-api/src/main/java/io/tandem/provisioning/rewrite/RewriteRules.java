package io.tandem.provisioning.rewrite;

import java.util.regex.PatternSyntaxException;

import io.tandem.data.change.ChangeLog;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Values;
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

/** The resource {@code rewriterules}: what {@link RewriteRule} does. A set's rules of one direction and field are tried by priority, then by id. */
public final class RewriteRules {
    static final String TARGET = "provisioning.voip_rewrite_rules";
    static final String SET = "set_id";

    private static final int MAX_PRIORITY = 1_000_000;
    private static final Table TABLE = Table.of(TARGET + " r join " + RewriteRuleSets.TARGET + " s on s.id = r.set_id", "r.id", "1 = 1")
        .ownedBy("s.reseller_id")
        .with("r", whole(SET).required().filter().refersTo("rewriterulesets"), text("match_pattern").required(), text("replace_pattern").required(),
            text("description").required().filter(), choice("direction", "in", "out", "lnp").orElse("in").filter(),
            choice("field", "caller", "callee").orElse("caller").filter(), whole("priority").orElse("50").filter(),
            flag("enabled").orElse("1").filter());
    private static final Declaration DECLARATION = Declaration.of("rewriterules", "Rules that rewrite numbers", TABLE.fields()).withJournal();

    private RewriteRules() {}

    public static RowResource resource(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.REWRITE_RULE_SET).partOf(SET).orderedBy("direction", "field", "priority")
            .rules(Rule.visible(SET, new Rows(store.jdbc(), RewriteRuleSets.TABLE)), RewriteRules::checkPatterns,
                Rule.between("priority", 0, MAX_PRIORITY)), store);
    }

    private static void checkPatterns(Write write) {
        Values rule = write.values();
        try {
            new RewriteRule(rule.require("match_pattern"), rule.require("replace_pattern"));
        } catch (PatternSyntaxException wrong) {
            String field = wrong.getDescription().startsWith("The replacement") ? "replace_pattern" : "match_pattern";
            throw ApiError.invalid(field, rule.require(field), "Invalid regular expression: " + wrong.getDescription());
        }
    }
}
