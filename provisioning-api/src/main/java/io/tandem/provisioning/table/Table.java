package io.tandem.provisioning.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.Field;

/**
 * Where the items of a resource come from.
 *
 * @param from      tables with their joins
 * @param id        expression of the item's id
 * @param columns   field by field
 * @param condition what every item fulfils
 * @param reseller  expression of the reseller that owns an item; empty if only superusers see it
 * @param filters   further query parameters; the SQL holds {@code {match}} where the comparison stands, as in {@code a.username {match}}
 */
public record Table(String from, String id, List<Column> columns, String condition, Optional<String> reseller, Map<String, String> filters) {
    /** Place of the comparison in the SQL of a filter. */
    static final String MATCH = "{match}";

    public Table {
        columns = List.copyOf(columns);
        filters = Map.copyOf(filters);
    }

    public static Table of(String from, String id, String condition) {
        return new Table(from, id, List.of(), condition, Optional.empty(), Map.of());
    }

    /** Fields that are columns of the same name behind a table alias. */
    public Table with(String alias, Field... fields) {
        List<Column> more = new ArrayList<>(columns);
        for (Field field : fields) {
            more.add(new Column(field, alias + "." + field.name()));
        }
        return new Table(from, id, more, condition, reseller, filters);
    }

    public Table with(Field field, String sql) {
        List<Column> more = new ArrayList<>(columns);
        more.add(new Column(field, sql));
        return new Table(from, id, more, condition, reseller, filters);
    }

    public Table ownedBy(String resellerSql) {
        return new Table(from, id, columns, condition, Optional.of(resellerSql), filters);
    }

    public Table filter(String name, String sql) {
        Map<String, String> more = new LinkedHashMap<>(filters);
        more.put(name, sql);
        return new Table(from, id, columns, condition, reseller, more);
    }

    public List<Field> fields() {
        return columns.stream().map(Column::field).toList();
    }
}
