package io.tandem.provisioning.owner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import org.jspecify.annotations.Nullable;

/** A resource whose items are rows of a subscriber. A row stays with its subscriber. Writes reach the call nodes as a change of the subscriber. */
public abstract class OwnedRows implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    protected final Store store;

    private final Declaration declaration;
    private final Table table;
    private final String sqlTable;
    private final Rows rows;
    private final Owners owners;

    /**
     * @param table    from {@link OwnedTables#of}
     * @param sqlTable name of the table that is written
     */
    protected OwnedRows(Declaration declaration, Table table, String sqlTable, Store store) {
        this.declaration = declaration;
        this.table = table;
        this.sqlTable = sqlTable;
        this.store = store;
        this.rows = new Rows(store.jdbc(), table);
        this.owners = new Owners(store.jdbc());
    }

    /** Refuses what the form cannot see. @param id of the row that is replaced; 0 for a new one */
    protected void check(Values values, Owner owner, long id) {}

    /** Writes what belongs to the row but lies elsewhere. */
    protected void written(long id, Values values, Owner owner) {}

    /** Shows what belongs to the rows but lies elsewhere. */
    protected void fill(List<Item> items, Caller caller) {}

    /** Refuses a deletion, or takes along what the database does not. */
    protected void beforeDelete(Item current) {}

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
    public final Created create(Values values, Caller caller) {
        Owner owner = owners.require(values, caller);
        check(values, owner, 0);
        long id = store.insert(sqlTable, row(values, owner));
        written(id, values, owner);
        store.changed(ChangeLog.SUBSCRIBER, owner.id());
        return Created.item(id);
    }

    @Override
    public final void replace(Item current, Values values, Caller caller) {
        Owner owner = owners.require(values, caller);
        if (owner.id() != current.whole(Owners.FIELD)) {
            throw ApiError.unprocessable("Invalid 'subscriber_id', the %s belongs to subscriber %d.".formatted(declaration.entity(),
                current.whole(Owners.FIELD)));
        }
        long id = current.whole("id");
        check(values, owner, id);
        store.update(sqlTable, id, row(values, owner));
        written(id, values, owner);
        store.changed(ChangeLog.SUBSCRIBER, owner.id());
    }

    @Override
    public final void delete(Item current, Caller caller) {
        beforeDelete(current);
        store.execute("delete from " + sqlTable + " where id = ?", current.whole("id"));
        store.changed(ChangeLog.SUBSCRIBER, current.whole(Owners.FIELD));
    }

    private Map<String, @Nullable Object> row(Values values, Owner owner) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        table.fields().stream().filter(field -> !field.is(Field.Trait.READ_ONLY)).forEach(field -> row.put(field.name(), values.sql(field.name())));
        row.put(Owners.FIELD, owner.id());
        return row;
    }
}
