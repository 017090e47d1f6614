package io.tandem.provisioning.billing.fraud;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
import io.tandem.data.customer.CurrentProfile;
import io.tandem.provisioning.owner.CustomerRows;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code customerfraudpreferences}: limits of a customer that replace those of his billing profile; the id is the customer's. What is in
 * effect and where it comes from is {@code current_*}.
 */
public final class FraudPreferences extends TableResource implements Resource.Replaces {
    static final String STORED = "billing.contract_fraud_preferences";
    private static final int HIGHEST_LOCK = 5;
    private static final long MOST = 4_000_000_000L;
    private static final List<String> PERIODS = List.of("interval", "daily");
    private static final Table TABLE = table();
    private static final List<String> COLUMNS = TABLE.fields().stream().filter(field -> !field.is(Field.Trait.READ_ONLY)).map(Field::name).toList();

    public FraudPreferences(Store store) {
        super(Declaration.of("customerfraudpreferences", "Limits of what customers may spend", TABLE.fields()).withFilters(TABLE.filters().keySet())
            .relatedTo("customers").withJournal(), TABLE, store);
    }

    private static Table table() {
        Table table = Table.of(CustomerRows.FROM + " left join " + STORED + " f on f.contract_id = c.id left join billing.billing_profiles b on b.id = "
                + CurrentProfile.OF_CONTRACT, "c.id", CustomerRows.IS_VISIBLE).everyJoinMatches().ownedBy("o.reseller_id")
            .filter("reseller_id", "o.reseller_id {match}")
            .filter("contact_id", "c.contact_id {match}")
            .filter("external_id", "c.external_id {match}")
            .filter("status", "c.status {match}");
        for (String period : PERIODS) {
            String prefix = "fraud_" + period;
            table = table.with("f", whole(prefix + "_limit"), whole(prefix + "_lock"), text(prefix + "_notify"));
        }
        for (String period : PERIODS) {
            String limit = "fraud_" + period + "_limit";
            for (Field field : List.of(whole(limit), whole("fraud_" + period + "_lock"), text("fraud_" + period + "_notify"))) {
                Field current = new Field("current_" + field.name(), field.type(), field.traits(), field.fallback(), field.reference(), field.misshapen());
                table = table.with(current.readOnly(), "if(f.%1$s is null, b.%2$s, f.%2$s)".formatted(limit, field.name()));
            }
            table = table.with(choice("current_fraud_" + period + "_source", "customer", "billing_profile").readOnly(),
                "if(f.%1$s is null, if(b.%1$s is null, null, 'billing_profile'), 'customer')".formatted(limit));
        }
        return table;
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        for (String period : PERIODS) {
            between("fraud_" + period + "_limit", MOST, values);
            between("fraud_" + period + "_lock", HIGHEST_LOCK, values);
        }
        Map<String, @Nullable Object> row = values.row(COLUMNS);
        store.execute("delete from " + STORED + " where contract_id = ?", current.whole("id"));
        if (Stream.of(row.values().toArray()).anyMatch(value -> value != null)) {
            row.put("contract_id", current.whole("id"));
            store.insert(STORED, row);
        }
        store.changed(ChangeLog.CUSTOMER, current.whole("id"));
    }

    private static void between(String field, long most, Values values) {
        values.whole(field).filter(value -> value < 0 || value > most).ifPresent(value -> {
            throw ApiError.invalid(field, value.toString(), "Value must be between 0 and " + most);
        });
    }
}
