package io.tandem.provisioning.table;

import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;

/** A resource whose items are the rows of one {@link Table}; what may be written is up to the subclass. */
public class TableResource implements Resource {
    protected final Store store;
    protected final Rows rows;
    private final Declaration declaration;

    public TableResource(Declaration declaration, Table table, Store store) {
        this.declaration = declaration;
        this.store = store;
        this.rows = new Rows(store.jdbc(), table);
    }

    /** Adds what is not in columns, for a whole page at once. */
    protected void complete(List<Item> items, Caller caller) {}

    /** Whether a caller who is let in sees any items; to others the collection is empty. */
    protected boolean isShownTo(Caller caller) {
        return true;
    }

    /** Whether there is a list; without it the collection is empty and items are found by their ids only. */
    protected boolean isListed() {
        return true;
    }

    @Override
    public final Declaration declaration() {
        return declaration;
    }

    @Override
    public final Listing list(Search search, Caller caller) {
        if (!isListed() || !isShownTo(caller)) {
            return Listing.pageOf(List.of(), search);
        }
        Listing listing = rows.list(search, caller);
        complete(listing.items(), caller);
        return listing;
    }

    @Override
    public final Optional<Item> find(String id, Caller caller) {
        Optional<Item> found = isShownTo(caller) ? rows.find(id, caller) : Optional.empty();
        found.ifPresent(item -> complete(List.of(item), caller));
        return found;
    }
}
