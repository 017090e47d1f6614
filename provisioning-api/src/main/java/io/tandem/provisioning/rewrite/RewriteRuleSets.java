package io.tandem.provisioning.rewrite;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.row.Children;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.PreferenceLinks;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tenant.ResellerReference;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code rewriterulesets}. Rules may be given with the set, and are shown with it; a set that is deleted leaves the preferences, too. */
public final class RewriteRuleSets {
    static final String TARGET = "provisioning.voip_rewrite_rule_sets";
    static final Table TABLE = Table.of(TARGET + " s", "s.id", "1 = 1").ownedBy("s.reseller_id")
        .with("s", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("name").required().filter(), text("description").filter())
        .with("s", Arrays.stream(RewriteList.values()).map(list -> whole(list.idColumn()).readOnly()).toArray(Field[]::new));

    private RewriteRuleSets() {}

    /** @param rules the resource {@code rewriterules} */
    public static RowResource resource(Store store, RowResource rules) {
        Children within = new Children(rules, RewriteRules.SET, "rewriterules");
        Declaration declaration = Declaration.of("rewriterulesets", "Sets of rules that rewrite numbers",
            Stream.concat(TABLE.fields().stream(), Stream.of(within.field())).toList()).withAllPatchOps().withJournal();
        return new RowResource(RowPlan.of(declaration, TABLE, TARGET, ChangeLog.REWRITE_RULE_SET)
            .rules(Rule.ofReseller(store))
            .duplicate(set -> "Rewrite rule set '%s' already exists for this reseller.".formatted(set.require("name")))
            .effect(new Lists(store, within)), store);
    }

    /** Gives a new set the ids of its lists, and keeps its rules. */
    private record Lists(Store store, Children rules) implements Effect {
        @Override
        public void fill(List<Item> items) {
            rules.fill(items);
        }

        @Override
        public void written(long id, Write write) {
            if (write.current().isEmpty()) {
                store.update(TARGET, id, ids(id));
            }
            rules.write(id, write);
        }

        @Override
        public void deleting(Item current) {
            long id = current.whole("id");
            Map<String, Long> preferences = new HashMap<>(Map.of("rewrite_rule_set", id, "cdr_export_sclidui_rwrs_id", id));
            ids(id).forEach((column, list) -> preferences.put("rewrite_" + column, list));
            new PreferenceLinks(store).remove(preferences);
        }

        private static Map<String, Long> ids(long set) {
            return Arrays.stream(RewriteList.values()).collect(Collectors.toMap(RewriteList::idColumn, list -> list.id(set)));
        }
    }
}
