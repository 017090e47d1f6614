package io.tandem.provisioning.owner;

import java.util.LinkedHashMap;
import java.util.Map;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;

/** A resource whose items are rows of a subscriber. A row stays with its subscriber. Writes reach the call nodes as a change of the subscriber. */
public abstract class OwnedRows extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private final Table table;
    private final String sqlTable;
    private final Owners owners;

    /**
     * @param table    from {@link OwnedTables#of}
     * @param sqlTable name of the table that is written
     */
    protected OwnedRows(Declaration declaration, Table table, String sqlTable, Store store) {
        super(declaration, table, store);
        this.table = table;
        this.sqlTable = sqlTable;
        this.owners = new Owners(store.jdbc());
    }

    /** Refuses what the form cannot see. @param id of the row that is replaced; 0 for a new one */
    protected void check(Values values, Owner owner, long id) {}

    /** Writes what belongs to the row but lies elsewhere. */
    protected void written(long id, Values values, Owner owner) {}

    /** Refuses a deletion, or takes along what the database does not. */
    protected void beforeDelete(Item current) {}

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
            throw ApiError.unprocessable("Invalid 'subscriber_id', the %s belongs to subscriber %d.".formatted(declaration().entity(),
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
