package io.tandem.provisioning.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows that belong to an item and are shown as an array of objects in it; a write of the item replaces them all.
 *
 * @param name    field of the item
 * @param owner   column of the child table with the item's id
 * @param columns fields of one object, each with its plain column
 */
public record Children(String name, String table, String owner, List<Column> columns) {

    public Children {
        columns = List.copyOf(columns);
    }

    /** Children whose columns are called like the fields. */
    public static Children of(String name, String table, String owner, Field... fields) {
        return new Children(name, table, owner, Arrays.stream(fields).map(field -> new Column(field, "`" + field.name() + "`")).toList());
    }

    public Field field() {
        return Field.many(name, new FieldType.Group(columns.stream().map(Column::field).toList()));
    }

    /** Reads those of a whole page with one query. */
    public void fill(Store store, Collection<Item> items) {
        Map<Long, ArrayNode> arrays = new LinkedHashMap<>();
        items.forEach(item -> arrays.put(item.whole("id"), item.fields().putArray(name)));
        if (arrays.isEmpty()) {
            return;
        }
        String marks = Store.marks(arrays.size());
        String names = columns.stream().map(Column::sql).collect(Collectors.joining(", "));
        store.jdbc().sql("select " + owner + ", " + names + " from " + table + " where " + owner + " in (" + marks + ") order by id")
            .params(new ArrayList<>(arrays.keySet())).query(row -> {
                ObjectNode child = JsonNodeFactory.instance.objectNode();
                int index = 2;
                for (Column column : columns) {
                    child.set(column.field().name(), Cells.read(row, index++, column.field().type()));
                }
                arrays.computeIfPresent(row.getLong(1), (_, array) -> array.add(child));
            });
    }

    public void replace(Store store, long item, Values values) {
        store.execute("delete from " + table + " where " + owner + " = ?", item);
        for (Values child : values.groups(name)) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put(owner, item);
            columns.forEach(column -> row.put(column.sql(), child.sql(column.field().name())));
            store.insert(table, row);
        }
    }
}
