package io.tandem.provisioning.owner;

import java.util.List;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
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

/** A resource with one item for each subscriber, under the subscriber's id: there from the start, never created. */
public abstract class OwnerSettings implements Resource.Replaces {
    protected final Store store;

    private final Declaration declaration;
    private final Rows rows;
    private final Owners owners;

    /** @param table from {@link OwnedTables#subscribers} */
    protected OwnerSettings(Declaration declaration, Table table, Store store) {
        this.declaration = declaration;
        this.store = store;
        this.rows = new Rows(store.jdbc(), table);
        this.owners = new Owners(store.jdbc());
    }

    /** Shows the settings of these subscribers. */
    protected abstract void fill(List<Item> items, Caller caller);

    protected abstract void write(Owner owner, Values values, Caller caller);

    @Override
    public final Declaration declaration() {
        return declaration;
    }

    @Override
    public final Listing list(Search search, Caller caller) {
        Listing listing = rows.list(search, caller);
        fill(listing.items(), caller);
        return listing;
    }

    @Override
    public final Optional<Item> find(String id, Caller caller) {
        Optional<Item> found = rows.find(id, caller);
        found.ifPresent(item -> fill(List.of(item), caller));
        return found;
    }

    @Override
    public final void replace(Item current, Values values, Caller caller) {
        Owner owner = owner(current, caller);
        store.number("select id from provisioning.voip_subscribers where id = ? for update", owner.id()); // writers of one subscriber take turns
        write(owner, values, caller);
        store.changed(ChangeLog.SUBSCRIBER, owner.id());
    }

    /** The subscriber whose settings these are. */
    protected final Owner owner(Item current, Caller caller) {
        return owners.find(current.whole("id"), caller).orElseThrow(() -> ApiError.entityNotFound(declaration.entity()));
    }

    protected static List<Long> ids(List<Item> items) {
        return items.stream().map(item -> item.whole("id")).toList();
    }
}
