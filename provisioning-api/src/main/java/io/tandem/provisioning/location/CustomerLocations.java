package io.tandem.provisioning.location;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.tandem.data.change.ChangeLog;
import io.tandem.net.peer.IpNetwork;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Children;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code customerlocations}: a part of a customer that has networks, and preferences, of its own. */
public final class CustomerLocations extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String CUSTOMER = "contract_id";
    private static final Children BLOCKS = Children.of("blocks", "provisioning.voip_contract_location_blocks", "location_id",
        text("ip", 39).required(), whole("mask"));
    private static final List<String> COLUMNS = List.of(CUSTOMER, "name", "description");
    private static final Table TABLE = Table.of("provisioning.voip_contract_locations l join billing.contracts c on c.id = l.contract_id "
            + "join billing.contacts o on o.id = c.contact_id", "l.id", "c.status <> 'terminated'").ownedBy("o.reseller_id")
        .with("l", whole(CUSTOMER).required().filter().refersTo("customers"), text("name").required().filter(), text("description").required());

    public CustomerLocations(Store store) {
        super(declared(), TABLE, store);
    }

    private static Declaration declared() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.add(BLOCKS.field());
        return Declaration.of("customerlocations", "Parts of customers, told by their networks", fields)
            .access(Access.of(Party.A, Party.R, Party.K)).withJournal();
    }

    @Override
    public Created create(Values values, Caller caller) {
        requireCustomer(values, caller);
        return named(values, () -> {
            long id = store.insert("provisioning.voip_contract_locations", values.row(COLUMNS));
            writeBlocks(id, values);
            return Created.item(id);
        });
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        requireCustomer(values, caller);
        long id = current.whole("id");
        named(values, () -> {
            store.update("provisioning.voip_contract_locations", id, values.row(COLUMNS));
            writeBlocks(id, values);
            return id;
        });
    }

    @Override
    public void delete(Item current, Caller caller) {
        store.execute("delete from provisioning.voip_contract_locations where id = ?", current.whole("id"));
        store.changed(ChangeLog.CUSTOMER, current.whole(CUSTOMER));
    }

    private <T> T named(Values values, Supplier<T> write) {
        store.changed(ChangeLog.CUSTOMER, values.requireWhole(CUSTOMER));
        return store.unique("Location with name '%s' already exists for this customer, or one of its blocks is there twice."
            .formatted(values.require("name")), write);
    }

    private void writeBlocks(long location, Values values) {
        for (Values block : values.groups(BLOCKS.name())) {
            String text = block.require("ip") + block.text("mask").map(mask -> "/" + mask).orElse("");
            if (block.require("ip").contains("/") || IpNetwork.of(text).isEmpty()) {
                throw ApiError.invalid(BLOCKS.name(), text, "Invalid IP address or mask");
            }
        }
        BLOCKS.replace(store, location, values);
    }

    private void requireCustomer(Values values, Caller caller) {
        long id = values.requireWhole(CUSTOMER);
        Optional<Long> reseller = store.number("select o.reseller_id from billing.contracts c join billing.contacts o on o.id = c.contact_id where c.id = ? "
            + "and c.status <> 'terminated' and o.reseller_id is not null", id);
        if (reseller.filter(caller.scope()::reaches).isEmpty()) {
            throw ApiError.unprocessable("Invalid 'contract_id', doesn't exist.");
        }
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        BLOCKS.fill(store, items);
    }
}
