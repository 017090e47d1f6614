package io.tandem.provisioning.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.Field;

/**
 * Where the items of a resource come from.
 *
 * @param from      tables with their joins
 * @param id        expression of the item's id
 * @param columns   field by field
 * @param condition what every item fulfils
 * @param ownership which items callers see who do not see everything
 * @param filters   further query parameters; the SQL holds {@code {match}} where the comparison stands, as in {@code a.username {match}}, or
 *                  {@code {same}} for values in which {@code *} is no wildcard; {@code {value}} is the bare value, for other comparisons,
 *                  {@code {moment}} one that must be a time
 * @param lossless  whether each item has its row in every joined table, so that a table nobody asks for need not be read to count and page
 */
public record Table(String from, String id, List<Column> columns, String condition, Ownership ownership, Map<String, String> filters,
                    boolean lossless) {
    /** Place of the comparison in the SQL of a filter. */
    static final String MATCH = "{match}";
    static final String SAME = "{same}";
    static final String VALUE = "{value}";
    static final String MOMENT = "{moment}";

    public Table {
        columns = List.copyOf(columns);
        filters = Map.copyOf(filters);
    }

    public static Table of(String from, String id, String condition) {
        return new Table(from, id, List.of(), condition, Ownership.OF_THE_SYSTEM, Map.of(), false);
    }

    /** Fields that are columns of the same name behind a table alias. */
    public Table with(String alias, Field... fields) {
        List<Column> more = new ArrayList<>(columns);
        for (Field field : fields) {
            more.add(new Column(field, alias + "." + field.name()));
        }
        return new Table(from, id, more, condition, ownership, filters, lossless);
    }

    public Table with(Field field, String sql) {
        List<Column> more = new ArrayList<>(columns);
        more.add(new Column(field, sql));
        return new Table(from, id, more, condition, ownership, filters, lossless);
    }

    /** What items fulfil beside the rest. */
    public Table where(String more) {
        return new Table(from, id, columns, condition + " and (" + more + ")", ownership, filters, lossless);
    }

    /** Items of a reseller, nobody narrower sees them. */
    public Table ownedBy(String resellerSql) {
        return visibleTo(Scope.Level.RESELLER, resellerSql + " = {reseller}");
    }

    /** Items of a customer: expressions of reseller and customer. */
    public Table ownedBy(String resellerSql, String customerSql) {
        return ownedBy(resellerSql).visibleTo(Scope.Level.CUSTOMER, customerSql + " = {customer}");
    }

    /** Items of a subscriber: expressions of reseller, customer and subscriber id. */
    public Table ownedBy(String resellerSql, String customerSql, String subscriberSql) {
        return ownedBy(Ownership.of(resellerSql, customerSql, subscriberSql));
    }

    public Table ownedBy(Ownership owner) {
        return new Table(from, id, columns, condition, owner, filters, lossless);
    }

    /** For items that are shared, as {@code l.reseller_id = {reseller} and l.expose_to_customer = 1}; see {@link Ownership}. */
    public Table visibleTo(Scope.Level level, String rule) {
        return ownedBy(ownership.visibleTo(level, rule));
    }

    public Table filter(String name, String sql) {
        Map<String, String> more = new LinkedHashMap<>(filters);
        more.put(name, sql);
        return new Table(from, id, columns, condition, ownership, more, lossless);
    }

    /** Says that the joins leave no item out. */
    public Table everyJoinMatches() {
        return new Table(from, id, columns, condition, ownership, filters, true);
    }

    public List<Field> fields() {
        return columns.stream().map(Column::field).toList();
    }
}
