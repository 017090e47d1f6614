package io.tandem.provisioning.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** What contracts of partners and of customers have in common: rows, status with its times, billing profile. */
final class ContractRecords {
    static final String TERMINATED = "terminated";

    private static final String PROFILE = "billing_profile_id";
    private static final String CURRENT_PROFILE = """
        (select n.billing_profile_id from billing.contracts_billing_profile_network n
          where n.contract_id = c.id and n.billing_network_id is null
            and (n.start_date is null or n.start_date <= current_timestamp(6)) and (n.end_date is null or n.end_date > current_timestamp(6))
          order by n.start_date desc, n.id desc limit 1)""";

    private final Store store;

    ContractRecords(Store store) {
        this.store = store;
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
            .with(whole(PROFILE).required().filter().refersTo("billingprofiles"), CURRENT_PROFILE)
            .with("c", timestamp("create_timestamp").readOnly(), timestamp("activate_timestamp").readOnly(),
                timestamp("modify_timestamp").readOnly(), timestamp("terminate_timestamp").readOnly());
    }

    long insert(Values values, Map<String, ? extends @Nullable Object> more) {
        long profile = requireProfile(values);
        Map<String, @Nullable Object> row = row(values, more);
        long id = store.insert("billing.contracts", row);
        stamp(id, values.require("status"), "");
        store.insert("billing.contracts_billing_profile_network", Map.of("contract_id", id, PROFILE, profile, "base", 1));
        store.changed(ChangeLog.CUSTOMER, id);
        return id;
    }

    void update(Item current, Values values, Map<String, ? extends @Nullable Object> more) {
        long id = current.whole("id");
        long profile = requireProfile(values);
        store.update("billing.contracts", id, row(values, more));
        stamp(id, values.require("status"), current.text("status"));
        if (profile != current.whole(PROFILE)) {
            store.execute("insert into billing.contracts_billing_profile_network (contract_id, billing_profile_id, start_date) "
                + "values (?, ?, current_timestamp(6))", id, profile);
        }
        store.changed(ChangeLog.CUSTOMER, id);
    }

    private Map<String, @Nullable Object> row(Values values, Map<String, ? extends @Nullable Object> more) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(more);
        row.put("contact_id", values.sql("contact_id"));
        row.put("product_id", product(values.require("type")));
        row.put("status", values.sql("status"));
        row.put("external_id", values.sql("external_id"));
        row.put("max_subscribers", values.sql("max_subscribers"));
        return row;
    }

    private long product(String productClass) {
        return store.number("select id from billing.products where class = ? order by id limit 1", productClass)
            .orElseThrow(() -> ApiError.unprocessable("Invalid 'type'"));
    }

    /** The times of the states that a contract enters. */
    private void stamp(long id, String status, String before) {
        store.execute("update billing.contracts set modify_timestamp = current_timestamp(6) where id = ?", id);
        if (status.equals(before)) {
            return;
        }
        if ("active".equals(status)) {
            store.execute("update billing.contracts set activate_timestamp = coalesce(activate_timestamp, current_timestamp(6)) where id = ?", id);
        } else if (TERMINATED.equals(status)) {
            store.execute("update billing.contracts set terminate_timestamp = current_timestamp(6) where id = ?", id);
        }
    }

    private long requireProfile(Values values) {
        long id = values.requireWhole(PROFILE);
        String status = store.text("select status from billing.billing_profiles where id = ?", id)
            .orElseThrow(() -> ApiError.unprocessable("Invalid 'billing_profile_id' (%d).".formatted(id)));
        if (TERMINATED.equals(status)) {
            throw ApiError.unprocessable("Invalid 'billing_profile_id' (%d), already terminated.".formatted(id));
        }
        return id;
    }
}
