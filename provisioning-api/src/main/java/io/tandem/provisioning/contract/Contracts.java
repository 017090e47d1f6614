package io.tandem.provisioning.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

/** The resource {@code contracts}: peering partners and resellers. Superusers only; terminated by status, never deleted. */
public final class Contracts implements Resource.Creates, Resource.Replaces {
    private static final Table TABLE = ContractRecords.table(List.of("sippeering", "pstnpeering", "reseller"), "systemcontacts");
    private static final Declaration DECLARATION = Declaration.of("contracts", "Contracts of peering partners and resellers", TABLE.fields())
        .access(Access.of(Party.A)).withJournal();

    private final Rows rows;
    private final Store store;
    private final ContractRecords records;

    public Contracts(Store store) {
        this.rows = new Rows(store.jdbc(), TABLE);
        this.store = store;
        this.records = new ContractRecords(store);
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
        check(values);
        return Created.item(records.insert(values, Map.of()));
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        check(values);
        records.update(current, values, Map.of());
    }

    private void check(Values values) {
        if (!store.exists("select 1 from billing.contacts where id = ? and reseller_id is null and status <> 'terminated'",
                values.requireWhole("contact_id"))) {
            throw ApiError.unprocessable("The contact_id is not a valid ngcp:systemcontacts item");
        }
    }
}
