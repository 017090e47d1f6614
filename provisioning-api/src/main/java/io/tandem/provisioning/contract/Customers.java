package io.tandem.provisioning.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.billing.balance.Balances;
import io.tandem.provisioning.billing.balance.PackageChange;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code customers}. Terminating one terminates its subscribers, locking one locks them. */
public final class Customers extends TableResource implements Resource.Creates, Resource.Replaces {
    private static final List<String> EMAIL_TEMPLATES =
        List.of("subscriber_email_template_id", "passreset_email_template_id", "invoice_email_template_id");
    private static final String INVOICE_TEMPLATE = "invoice_template_id";
    private static final String PACKAGE = BillingMappings.PACKAGE;
    private static final Table TABLE = ContractRecords.table(List.of("sipaccount", "pbxaccount"), "customercontacts").ownedBy("o.reseller_id", "c.id")
        .with("c", decimal("vat_rate").orElse("0"), flag("add_vat"), whole(PACKAGE).filter())
        .with("c", EMAIL_TEMPLATES.stream().map(name -> whole(name).refersTo("emailtemplates")).toArray(Field[]::new))
        .with("c", whole(INVOICE_TEMPLATE))
        .filter("reseller_id", "o.reseller_id {match}")
        .filter("not_status", "not c.status {match}");
    private static final List<String> OWN_COLUMNS = columns();

    private final ContractRecords records;
    private final CustomerStatus status;
    private final Balances balances;
    private final PackageChange packages;

    public Customers(Store store, CustomerStatus status, Balances balances) {
        super(ContractRecords.declaration("customers", "Customers, who own subscribers", TABLE, "id", "profiles", "package")
            .relatedTo("customerpreferences").access(Access.of(Party.A, Party.R, Party.K).read(Party.SA)).withJournal(), TABLE, store);
        this.records = new ContractRecords(store);
        this.status = status;
        this.balances = balances;
        this.packages = new PackageChange(store, balances);
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(EMAIL_TEMPLATES);
        columns.addAll(List.of(INVOICE_TEMPLATE, "vat_rate", "add_vat"));
        return List.copyOf(columns);
    }

    @Override
    public Created create(Values values, Caller caller) {
        BillingMappings.Rules rules = check(values, caller);
        Map<String, @Nullable Object> row = values.row(OWN_COLUMNS);
        row.put(PACKAGE, BillingMappings.isPackage(values) ? values.requireWhole(PACKAGE) : null);
        long id = records.insert(values, row, rules);
        if (BillingMappings.isPackage(values)) {
            balances.locked(id);
        }
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        BillingMappings.Rules rules = check(values, caller);
        Optional<Long> before = Optional.of(current.whole(PACKAGE)).filter(id -> id != 0);
        Optional<Long> wanted = values.whole(PACKAGE).filter(id -> id != 0);
        wanted.filter(id -> !BillingMappings.isPackage(values) && !wanted.equals(before)).ifPresent(id -> {
            throw ApiError.unprocessable("Invalid 'profile_package_id' (%d): 'billing_profile_definition' is not 'package'.".formatted(id));
        });
        records.update(current, values, values.row(OWN_COLUMNS), rules);
        if (!wanted.equals(before)) {
            packages.apply(current.whole("id"), wanted);
        }
        status.passOn(current.whole("id"), values.require("status"), current.text("status"));
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        records.fill(items);
    }

    private BillingMappings.Rules check(Values values, Caller caller) {
        long reseller = store.number("select reseller_id from billing.contacts where id = ? and reseller_id is not null and status <> 'terminated'",
                values.requireWhole("contact_id"))
            .filter(caller.scope()::reaches)
            .orElseThrow(() -> ApiError.unprocessable("The contact_id is not a valid ngcp:customercontacts item"));
        if (BillingMappings.isPackage(values)) {
            checkPackage(values, reseller);
        }
        for (String template : EMAIL_TEMPLATES) {
            values.whole(template).filter(id -> !store.exists("select 1 from billing.email_templates where id = ? and "
                + "(reseller_id is null or reseller_id = ?)", id, reseller)).ifPresent(id -> {
                    throw ApiError.unprocessable("Invalid '%s' (%d).".formatted(template, id));
                });
        }
        return new BillingMappings.Rules(profile -> requireSameReseller("billing_profiles", "billing profile", profile, reseller),
            network -> requireSameReseller("billing_networks", "billing network", network, reseller));
    }

    private void checkPackage(Values values, long reseller) {
        Optional<Long> id = values.whole(PACKAGE);
        if (id.filter(known -> store.exists("select 1 from billing.profile_packages where id = ? and status <> 'terminated'", known)).isEmpty()) {
            throw ApiError.unprocessable("Invalid 'profile_package_id'" + id.map(unknown -> " (" + unknown + ")").orElse("") + ".");
        }
        requireSameReseller("profile_packages", "profile package", id.get(), reseller);
    }

    private void requireSameReseller(String table, String what, long id, long reseller) {
        if (store.exists("select 1 from billing." + table + " where id = ? and reseller_id <> ?", id, reseller)) {
            throw ApiError.unprocessable("The reseller of the contact doesn't match the reseller of the %s (%d).".formatted(what, id));
        }
    }
}
