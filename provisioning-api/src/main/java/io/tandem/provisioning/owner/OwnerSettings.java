package io.tandem.provisioning.owner;

import java.util.List;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

/** A resource with one item for each subscriber, under the subscriber's id: there from the start, never created. */
public abstract class OwnerSettings extends TableResource implements Resource.Replaces {
    private final Owners owners;

    /** @param table from {@link OwnedTables#subscribers} */
    protected OwnerSettings(Declaration declaration, Table table, Store store) {
        super(declaration, table, store);
        this.owners = new Owners(store.jdbc());
    }

    /** Shows the settings of these subscribers. */
    @Override
    protected abstract void complete(List<Item> items, Caller caller);

    protected abstract void write(Owner owner, Values values, Caller caller);

    @Override
    public final void replace(Item current, Values values, Caller caller) {
        Owner owner = owner(current, caller);
        store.number("select id from provisioning.voip_subscribers where id = ? for update", owner.id()); // writers of one subscriber take turns
        write(owner, values, caller);
        store.changed(ChangeLog.SUBSCRIBER, owner.id());
    }

    /** The subscriber whose settings these are. */
    protected final Owner owner(Item current, Caller caller) {
        return owners.find(current.whole("id"), caller).orElseThrow(() -> ApiError.entityNotFound(declaration().entity()));
    }

    protected static List<Long> ids(List<Item> items) {
        return items.stream().map(item -> item.whole("id")).toList();
    }
}
