package io.tandem.provisioning.row;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Column;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;

/** A resource whose items are the rows of one table; a subclass may offer more, such as CSV. */
public class RowResource extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final Pattern COLUMN = Pattern.compile("(\\w+)\\.(\\w+)");

    private final RowPlan plan;
    private final Map<String, String> columns = new LinkedHashMap<>();

    public RowResource(RowPlan plan, Store store) {
        super(plan.declaration(), plan.source(), store);
        this.plan = plan;
        plan.source().columns().stream().filter(column -> !column.field().is(Field.Trait.READ_ONLY)).forEach(this::addColumn);
    }

    private void addColumn(Column column) {
        Matcher name = COLUMN.matcher(column.sql());
        if (name.matches() && plan.alias().equals(name.group(1))) {
            columns.put(column.field().name(), name.group(2));
        }
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        plan.effect().fill(items);
    }

    @Override
    public Created create(Values values, Caller caller) {
        return Created.item(insert(values, caller));
    }

    /** Inserts one row as POST does.
     * @return its id */
    public long insert(Values values, Caller caller) {
        Write write = checked(values, Optional.empty(), caller);
        long id = store.unique(plan.duplicate().apply(values), () -> store.insert(plan.target(), write.row()));
        plan.effect().written(id, write);
        tell(id, values);
        return id;
    }

    /** All items within some others, whoever may see them; those of one in the order in which they work. */
    List<Item> within(String parent, Collection<Long> ids) {
        List<Item> items = rows.within(parent, ids, plan.order());
        plan.effect().fill(items);
        return items;
    }

    /** Deletes all items that match, a page at a time. */
    protected void deleteAll(Search search, Caller caller) {
        Search page = new Search(1, Search.MAX_ROWS, Optional.empty(), false, false, search.filters());
        for (List<Item> items = rows.list(page, caller).items(); !items.isEmpty(); items = rows.list(page, caller).items()) {
            items.stream().map(item -> item.whole(plan.notice().field())).distinct().forEach(this::tellKey);
            store.jdbc().sql("delete from " + plan.target() + " where id in (:ids)").param("ids", items.stream().map(Item::id).toList()).update();
        }
    }

    /** Deletes all items within another. */
    void clear(String parent, long id) {
        store.execute("delete from " + plan.target() + " where " + columns.get(parent) + " = ?", id);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        Write write = checked(values, Optional.of(current), caller);
        store.unique(plan.duplicate().apply(values), () -> {
            store.update(plan.target(), write.id(), write.row());
            return write;
        });
        plan.effect().written(write.id(), write);
        tell(current);
        if (!"id".equals(plan.notice().field()) && current.whole(plan.notice().field()) != values.requireWhole(plan.notice().field())) {
            tell(write.id(), values);
        }
    }

    @Override
    public void delete(Item current, Caller caller) {
        plan.effect().deleting(current);
        tell(current);
        store.execute("delete from " + plan.target() + " where id = ?", current.whole("id"));
        plan.effect().deleted(current);
    }

    private Write checked(Values values, Optional<Item> current, Caller caller) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        columns.forEach((field, column) -> row.put(column, values.sql(field)));
        Write write = new Write(values, current, caller, row);
        plan.rules().forEach(rule -> rule.check(write));
        return write;
    }

    private void tell(Item current) {
        tellKey(current.whole(plan.notice().field()));
    }

    private void tell(long id, Values values) {
        tellKey("id".equals(plan.notice().field()) ? id : values.requireWhole(plan.notice().field()));
    }

    private void tellKey(long value) {
        store.changed(plan.notice().entity(), plan.notice().key().applyAsLong(value));
    }
}
