package io.tandem.provisioning.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.subscriber.Lock;
import io.tandem.provisioning.subscriber.Termination;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code customers}. Terminating one terminates its subscribers, locking one locks them. */
public final class Customers implements Resource.Creates, Resource.Replaces {
    private static final String LOCKED = "locked";
    private static final List<String> TEMPLATES = List.of("subscriber_email_template_id", "passreset_email_template_id",
        "invoice_email_template_id", "invoice_template_id");
    private static final Table TABLE = ContractRecords.table(List.of("sipaccount", "pbxaccount"), "customercontacts").ownedBy("o.reseller_id", "c.id")
        .with("c", decimal("vat_rate").orElse("0"), flag("add_vat"), whole("profile_package_id").readOnly().filter())
        .with("c", TEMPLATES.stream().map(Field::whole).toArray(Field[]::new))
        .with(text("billing_profile_definition").readOnly(), "'id'")
        .filter("reseller_id", "o.reseller_id {match}")
        .filter("not_status", "not c.status {match}");
    private static final Declaration DECLARATION =
        Declaration.of("customers", "Customers, who own subscribers", TABLE.fields()).withFilters(TABLE.filters().keySet())
            .access(Access.of(Party.A, Party.R, Party.K).read(Party.SA)).withJournal();

    private final Rows rows;
    private final Store store;
    private final ContractRecords records;
    private final Termination termination;
    private final Lock lock;

    public Customers(Store store, Termination termination, Lock lock) {
        this.rows = new Rows(store.jdbc(), TABLE);
        this.store = store;
        this.records = new ContractRecords(store);
        this.termination = termination;
        this.lock = lock;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        return rows.list(search, caller);
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return rows.find(id, caller);
    }

    @Override
    public Created create(Values values, Caller caller) {
        check(values, caller);
        return Created.item(records.insert(values, row(values)));
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        check(values, caller);
        records.update(current, values, row(values));
        String status = values.require("status");
        if (!status.equals(current.text("status"))) {
            passOn(current, status);
        }
    }

    /** A new status of the customer reaches his subscribers. */
    private void passOn(Item current, String status) {
        List<Long> subscribers = store.numbers("select id from provisioning.voip_subscribers where account_id = ?", current.whole("id"));
        if (ContractRecords.TERMINATED.equals(status)) {
            subscribers.forEach(termination::terminate);
        } else if (LOCKED.equals(status)) {
            subscribers.forEach(lock::lock);
        } else if (LOCKED.equals(current.text("status"))) {
            subscribers.forEach(lock::unlock);
        }
    }

    private static Map<String, @Nullable Object> row(Values values) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        TEMPLATES.forEach(name -> row.put(name, values.sql(name)));
        row.put("vat_rate", values.sql("vat_rate"));
        row.put("add_vat", values.sql("add_vat"));
        return row;
    }

    private void check(Values values, Caller caller) {
        long reseller = store.number("select reseller_id from billing.contacts where id = ? and reseller_id is not null and status <> 'terminated'",
                values.requireWhole("contact_id"))
            .filter(caller.scope()::reaches)
            .orElseThrow(() -> ApiError.unprocessable("The contact_id is not a valid ngcp:customercontacts item"));
        long profile = values.requireWhole("billing_profile_id");
        if (store.exists("select 1 from billing.billing_profiles where id = ? and reseller_id <> ?", profile, reseller)) {
            throw ApiError.unprocessable("The reseller of the contact doesn't match the reseller of the billing profile (%d).".formatted(profile));
        }
    }
}
