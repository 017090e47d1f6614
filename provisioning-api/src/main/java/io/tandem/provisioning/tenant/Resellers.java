package io.tandem.provisioning.tenant;

import java.util.List;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.contract.CustomerStatus;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code resellers}: tenants of the switch. A status of theirs reaches all their customers; they are never deleted. */
public final class Resellers extends TableResource implements Resource.Creates, Resource.Replaces {
    private static final String CONTRACT = "contract_id";
    private static final String TERMINATED = "terminated";
    private static final List<String> COLUMNS = List.of(CONTRACT, "name", "status");
    private static final Table TABLE = Table.of("billing.resellers r", "r.id", "r.status <> 'terminated'")
        .with("r", whole(CONTRACT).required().refersTo("contracts"), text("name", 63).required().filter(),
            choice("status", "active", "locked", TERMINATED).required().filter());

    /** What a reseller's end takes along (provisioning.md §1.13, resellers). */
    private static final List<String> OWNED = List.of("billing.email_templates", "billing.ncos_levels", "provisioning.voip_time_sets",
        "provisioning.voip_sound_sets", "provisioning.voip_rewrite_rule_sets", "provisioning.emergency_containers");

    /** The tenant that every installation has. */
    private static final long FIRST = 1;

    private final CustomerStatus customers;

    public Resellers(Store store, CustomerStatus customers) {
        super(Declaration.of("resellers", "Tenants of the switch", TABLE.fields()).relatedTo("resellerpreferences")
            .access(Access.of(Party.A)).withJournal(), TABLE, store);
        this.customers = customers;
    }

    @Override
    public Created create(Values values, Caller caller) {
        check(values, 0);
        long id = store.unique(taken(values), () -> store.insert("billing.resellers", values.row(COLUMNS)));
        store.execute("insert into billing.email_templates (reseller_id, name, from_email, subject, body, attachment_name) "
            + "select ?, name, from_email, subject, body, attachment_name from billing.email_templates where reseller_id is null", id);
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long id = current.whole("id");
        check(values, id);
        String status = values.require("status");
        if (id == FIRST && TERMINATED.equals(status)) {
            throw ApiError.forbidden("Cannot terminate reseller with the id '1'");
        }
        store.unique(taken(values), () -> {
            store.update("billing.resellers", id, values.row(COLUMNS));
            return id;
        });
        if (!status.equals(current.text("status"))) {
            customers.ofReseller(id, status, current.text("status"));
        }
        if (TERMINATED.equals(status)) {
            store.execute("update billing.contracts set status = 'terminated', terminate_timestamp = current_timestamp(6) where id = ?",
                values.requireWhole(CONTRACT));
            OWNED.forEach(table -> store.execute("delete from " + table + " where reseller_id = ?", id));
        }
        store.changed(ChangeLog.RESELLER, id);
    }

    private static String taken(Values values) {
        return "Invalid 'name', reseller with this name already exists (%s).".formatted(values.require("name"));
    }

    private void check(Values values, long reseller) {
        long contract = values.requireWhole(CONTRACT);
        if (!store.exists("select 1 from billing.contracts c join billing.products p on p.id = c.product_id "
                + "where c.id = ? and c.status <> 'terminated' and p.class = 'reseller'", contract)) {
            throw ApiError.unprocessable("Invalid 'contract_id'");
        }
        if (store.exists("select 1 from billing.resellers where contract_id = ? and id <> ?", contract, reseller)) {
            throw ApiError.unprocessable("Invalid 'contract_id', reseller with this contract already exists");
        }
    }
}
