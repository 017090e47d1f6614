package io.tandem.provisioning.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** What contracts of partners and of customers have in common: rows, status with its times, billing profiles. */
final class ContractRecords {
    static final String TERMINATED = "terminated";

    /** The contract of reseller 1, whom every installation has. */
    private static final long FIRST = 1;

    private final Store store;
    private final BillingMappings mappings;

    ContractRecords(Store store) {
        this.store = store;
        this.mappings = new BillingMappings(store);
    }

    /** Contracts of some product classes, seen through their contact and product. */
    static Table table(List<String> classes, String contacts) {
        String in = "p.class in ('" + String.join("', '", classes) + "')";
        return Table.of("billing.contracts c join billing.products p on p.id = c.product_id join billing.contacts o on o.id = c.contact_id",
                "c.id", in + " and c.status <> 'terminated'").everyJoinMatches()
            .with("c", whole("contact_id").required().filter().refersTo(contacts),
                choice("status", "active", "pending", "locked", TERMINATED).required().filter(), text("external_id").filter(),
                whole("max_subscribers"))
            .with(choice("type", classes.toArray(String[]::new)).required().filter(), "p.class")
            .with(whole(BillingMappings.PROFILE).filter().refersTo("billingprofiles"), BillingMappings.CURRENT)
            .with("c", timestamp("create_timestamp").readOnly(), timestamp("activate_timestamp").readOnly(),
                timestamp("modify_timestamp").readOnly(), timestamp("terminate_timestamp").readOnly());
    }

    /** @param definitions ways to say which billing profiles a contract has */
    static Declaration declaration(String name, String summary, Table table, String... definitions) {
        List<Field> fields = new ArrayList<>(table.fields());
        fields.add(choice(BillingMappings.DEFINITION, definitions).orElse("id"));
        fields.add(BillingMappings.intervals());
        fields.add(BillingMappings.allIntervals());
        return Declaration.of(name, summary, fields).withFilters(table.filters().keySet());
    }

    long insert(Values values, Map<String, ? extends @Nullable Object> more, BillingMappings.Rules rules) {
        long id = store.insert("billing.contracts", row(values, more));
        stamp(id, values.require("status"), "");
        mappings.create(id, values, rules);
        store.changed(ChangeLog.CUSTOMER, id);
        return id;
    }

    void update(Item current, Values values, Map<String, ? extends @Nullable Object> more, BillingMappings.Rules rules) {
        long id = current.whole("id");
        if (id == FIRST && TERMINATED.equals(values.require("status"))) {
            throw ApiError.forbidden("Cannot terminate contract with the id '1'");
        }
        store.update("billing.contracts", id, row(values, more));
        stamp(id, values.require("status"), current.text("status"));
        mappings.update(current, values, rules);
        store.changed(ChangeLog.CUSTOMER, id);
    }

    void fill(List<Item> items) {
        items.forEach(item -> item.fields().put(BillingMappings.DEFINITION, "id"));
        mappings.fill(items);
    }

    private Map<String, @Nullable Object> row(Values values, Map<String, ? extends @Nullable Object> more) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(more);
        row.putAll(values.row(List.of("contact_id", "status", "external_id", "max_subscribers")));
        row.put("product_id", product(values.require("type")));
        return row;
    }

    private long product(String productClass) {
        return store.number("select id from billing.products where class = ? order by id limit 1", productClass)
            .orElseThrow(() -> ApiError.unprocessable("Invalid 'type'"));
    }

    /** The times of the states that a contract enters. */
    private void stamp(long id, String status, String before) {
        store.execute("update billing.contracts set modify_timestamp = current_timestamp(6), "
            + "activate_timestamp = if(? = 'active', coalesce(activate_timestamp, current_timestamp(6)), activate_timestamp), "
            + "terminate_timestamp = if(? = 'terminated' and ? <> 'terminated', current_timestamp(6), terminate_timestamp) where id = ?",
            status, status, before, id);
    }
}
