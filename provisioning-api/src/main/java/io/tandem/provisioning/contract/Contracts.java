package io.tandem.provisioning.contract;

import java.util.List;
import java.util.Map;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

/** The resource {@code contracts}: peering partners and resellers. Superusers only; terminated by status, never deleted. */
public final class Contracts extends TableResource implements Resource.Creates, Resource.Replaces {
    private static final Table TABLE = ContractRecords.table(List.of("sippeering", "pstnpeering", "reseller"), "systemcontacts");

    private final ContractRecords records;

    public Contracts(Store store) {
        super(ContractRecords.declaration("contracts", "Contracts of peering partners and resellers", TABLE, "id", "profiles")
            .access(Access.of(Party.A)).withJournal(), TABLE, store);
        this.records = new ContractRecords(store);
    }

    @Override
    public Created create(Values values, Caller caller) {
        check(values);
        return Created.item(records.insert(values, Map.of(), BillingMappings.Rules.NONE));
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        check(values);
        if (ContractRecords.TERMINATED.equals(values.require("status"))) {
            requireUnused(current.whole("id"));
        }
        records.update(current, values, Map.of(), BillingMappings.Rules.NONE);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        records.fill(items);
    }

    private void requireUnused(long id) {
        if (store.exists("select 1 from billing.resellers where contract_id = ? and status <> 'terminated'", id)) {
            throw ApiError.inUse("Contract is still in use by a reseller, terminate the reseller first.");
        }
        if (store.exists("select 1 from provisioning.voip_peer_groups where peering_contract_id = ? limit 1", id)) {
            throw ApiError.inUse("Contract is still in use by peering groups, delete them first.");
        }
    }

    private void check(Values values) {
        if (!store.exists("select 1 from billing.contacts where id = ? and reseller_id is null and status <> 'terminated'",
                values.requireWhole("contact_id"))) {
            throw ApiError.unprocessable("The contact_id is not a valid ngcp:systemcontacts item");
        }
    }
}
