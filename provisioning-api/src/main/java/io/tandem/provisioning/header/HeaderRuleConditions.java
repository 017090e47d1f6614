package io.tandem.provisioning.header;

import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
import io.tandem.data.pattern.PerlPattern;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import tools.jackson.databind.node.ArrayNode;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.many;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code headerruleconditions}: all of a rule's conditions must hold, each for any of its values. */
public final class HeaderRuleConditions {
    private static final String TARGET = "provisioning.voip_header_rule_conditions";
    private static final String VALUES = "values";
    private static final Table TABLE = RewriteOfValue.in(Table.of(TARGET + " c join " + HeaderRules.TARGET + " r on r.id = c.rule_id join "
            + HeaderRuleSets.TARGET + " s on s.id = r.set_id", "c.id", "1 = 1").ownedBy("s.reseller_id")
        .with("c", whole(HeaderRules.RULE).required().filter().refersTo("headerrules"), choice("match_type", "header", "preference", "avp").required().filter(),
            choice("match_part", "full", "username", "domain", "port").required().filter(), text("match_name").required().filter(),
            choice("expression", "is", "contains", "matches", "regexp").required().filter(), flag("expression_negation"),
            choice("value_type", "input", "preference", "avp").required().filter(), flag("enabled").orElse("1").filter()), "c");
    private static final Declaration DECLARATION = Declaration.of("headerruleconditions", "When header rules apply", Stream.concat(TABLE.fields().stream(),
        Stream.of(many(VALUES, new FieldType.Group(List.of(text("value").required()))))).toList()).withAllPatchOps().withJournal();

    private HeaderRuleConditions() {}

    public static RowResource resource(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.HEADER_RULE_SET)
            .partOf(HeaderRules.RULE, rule -> HeaderRules.set(store, rule))
            .rules(HeaderRules.visible(store), RewriteOfValue.check(store), HeaderRuleConditions::checkPatterns)
            .effect(new ConditionValues(store)), store);
    }

    private static void checkPatterns(Write write) {
        if (!"regexp".equals(write.values().require("expression")) || !"input".equals(write.values().require("value_type"))) {
            return;
        }
        for (Values value : write.values().groups(VALUES)) {
            try {
                PerlPattern.of(value.require("value"));
            } catch (PatternSyntaxException wrong) {
                throw ApiError.invalid("values.value", value.require("value"), "Invalid regular expression: " + wrong.getDescription());
            }
        }
    }

    /** The values are rows of their own. */
    private record ConditionValues(Store store) implements Effect {
        private record Stored(long condition, String value) {}

        @Override
        public void fill(List<Item> items) {
            if (items.isEmpty()) {
                return;
            }
            List<Long> ids = items.stream().map(item -> item.whole("id")).toList();
            Map<Long, List<Stored>> values = store.jdbc()
                .sql("select condition_id, value from provisioning.voip_header_rule_condition_values where condition_id in (:ids) order by id")
                .param("ids", ids).query((row, _) -> new Stored(row.getLong(1), row.getString(2))).list().stream()
                .collect(Collectors.groupingBy(Stored::condition));
            for (Item item : items) {
                ArrayNode array = item.fields().putArray(VALUES);
                values.getOrDefault(item.whole("id"), List.of()).forEach(stored -> array.addObject().put("value", stored.value()));
            }
        }

        @Override
        public void written(long id, Write write) {
            store.execute("delete from provisioning.voip_header_rule_condition_values where condition_id = ?", id);
            write.values().groups(VALUES).forEach(value -> store.insert("provisioning.voip_header_rule_condition_values",
                Map.of("condition_id", id, "value", value.require("value"))));
        }
    }
}
