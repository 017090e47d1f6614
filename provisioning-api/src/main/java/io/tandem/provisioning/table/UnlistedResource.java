package io.tandem.provisioning.table;

import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;

/** A resource whose items are the rows of one {@link Table} that another resource lists: whoever has the id finds one, the collection is empty. */
public class UnlistedResource implements Resource {
    protected final Store store;
    private final Declaration declaration;
    private final Rows rows;

    public UnlistedResource(Declaration declaration, Table table, Store store) {
        this.declaration = declaration;
        this.store = store;
        this.rows = new Rows(store.jdbc(), table);
    }

    @Override
    public final Declaration declaration() {
        return declaration;
    }

    @Override
    public final Listing list(Search search, Caller caller) {
        return Listing.pageOf(List.of(), search);
    }

    @Override
    public final Optional<Item> find(String id, Caller caller) {
        return rows.find(id, caller);
    }
}
