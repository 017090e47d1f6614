package io.tandem.provisioning.header;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
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

/** The resource {@code headerrulesets}: sets that preferences name, and those that a subscriber owns, one each. */
public final class HeaderRuleSets {
    static final String TARGET = "provisioning.voip_header_rule_sets";
    static final Table TABLE = Table.of(TARGET + " s", "s.id", "1 = 1").ownedBy("s.reseller_id")
        .with("s", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("name", 127).required().filter(), text("description").filter(),
            whole("subscriber_id").filter().refersTo("subscribers"));

    private HeaderRuleSets() {}

    /** @param rules the resource {@code headerrules} */
    public static RowResource resource(Store store, RowResource rules) {
        Children within = new Children(rules, HeaderRules.SET, "rules");
        Declaration declaration = Declaration.of("headerrulesets", "Sets of rules that change headers",
            Stream.concat(TABLE.fields().stream(), Stream.of(within.field())).toList()).withAllPatchOps().withJournal();
        return new RowResource(RowPlan.of(declaration, TABLE, TARGET, ChangeLog.HEADER_RULE_SET)
            .rules(Rule.ofReseller(store), ofSubscriber(store))
            .duplicate(set -> "Header rule set '%s' already exists for this reseller.".formatted(set.require("name")))
            .effect(new Contents(store, within)), store);
    }

    /** The subscriber is of the set's reseller and has no other set. */
    private static Rule ofSubscriber(Store store) {
        return write -> write.values().whole("subscriber_id").ifPresent(subscriber -> {
            if (!store.exists("select 1 from provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id where s.id = ? and d.reseller_id = ?",
                    subscriber, String.valueOf(write.row().get(ResellerReference.FIELD)))) {
                throw ApiError.unprocessable("Invalid 'subscriber_id'");
            }
            if (store.exists("select 1 from provisioning.voip_header_rule_sets where subscriber_id = ? and id <> ?", subscriber, write.id())) {
                throw ApiError.unprocessable("A header rule set already exists for subscriber %d.".formatted(subscriber));
            }
        });
    }

    /** Rules are shown with their set and may be written with it. */
    private record Contents(Store store, Children rules) implements Effect {
        @Override
        public void fill(List<Item> items) {
            rules.fill(items);
        }

        @Override
        public void written(long id, Write write) {
            rules.write(id, write);
        }

        @Override
        public void deleting(Item current) {
            new PreferenceLinks(store).remove(Map.of("header_rule_set", current.whole("id")));
        }
    }
}
