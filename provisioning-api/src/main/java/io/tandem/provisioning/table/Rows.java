package io.tandem.provisioning.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Search;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the items of a {@link Table}. A page behind the first is chosen by ids alone, from the tables that the condition names; the whole rows are
 * read for the chosen ids only. A page behind the middle is counted from the end.
 */
public final class Rows {
    private final JdbcClient jdbc;
    private final Table table;
    private final Joins joins;
    private final boolean ofOwners;
    private final String select;

    public Rows(JdbcClient jdbc, Table table) {
        this(jdbc, table, false);
    }

    /** For a table that has an item once for each of its owners, of whom the condition chooses one: its ids alone do not say which row is meant. */
    public static Rows ofOwners(JdbcClient jdbc, Table table) {
        return new Rows(jdbc, table, true);
    }

    private Rows(JdbcClient jdbc, Table table, boolean ofOwners) {
        this.ofOwners = ofOwners;
        this.jdbc = jdbc;
        this.table = table;
        this.joins = new Joins(table);
        String columns = table.columns().stream().map(column -> ", " + column.sql()).collect(Collectors.joining());
        this.select = "select " + table.id() + columns + " from " + table.from();
    }

    public Listing list(Search search, Caller caller) {
        Condition condition = Condition.of(table, caller.scope()).matching(table, search);
        if (!search.count()) {
            List<Item> items = items(condition, order(search, search.descending()), search.rows() + 1, search.offset());
            boolean more = items.size() > search.rows();
            return new Listing(more ? items.subList(0, search.rows()) : items, OptionalLong.empty(), more);
        }
        Extent extent = extent(condition, search);
        int rows = (int) Math.max(0, Math.min(search.rows(), extent.count() - search.offset()));
        List<Item> items = rows == 0 ? List.of() : items(condition, search, extent, rows);
        return new Listing(items, OptionalLong.of(extent.count()), search.offset() + rows < extent.count());
    }

    public Optional<Item> find(String id, Caller caller) {
        Condition condition = Condition.of(table, caller.scope()).id(table, id);
        return jdbc.sql(select + " where " + condition.sql()).params(condition.parameters()).query(this::item).optional();
    }

    /** All items that have one of these values in a field, whoever may see them. */
    public List<Item> within(String field, Collection<Long> values, List<String> order) {
        if (values.isEmpty()) {
            return List.of();
        }
        String orderBy = Stream.concat(order.stream().flatMap(name -> expression(name).stream()), Stream.of(table.id())).collect(Collectors.joining(", "));
        String marks = Store.marks(values.size());
        return jdbc.sql(select + " where " + table.condition() + " and " + expression(field).orElseThrow() + " in (" + marks + ") order by " + orderBy)
            .params(new ArrayList<>(values)).query(this::item).list();
    }

    /** What matches: how many, and the last of them, behind which new ones come; 0 for the first page, which is never counted from the end. */
    private record Extent(long count, long lastId) {}

    /** Both by one statement, so that they fit each other. The last of all is the first one backwards; among those that a filter leaves it may be far. */
    private Extent extent(Condition condition, Search search) {
        String matching = " from " + joins.neededBy(condition.sql() + " " + table.id()) + " where " + condition.sql();
        List<Object> parameters = new ArrayList<>(condition.parameters());
        String last = "max(" + table.id() + ")";
        if (search.offset() == 0) {
            last = "0";
        } else if (search.filters().isEmpty()) {
            last = "(select " + table.id() + matching + " order by " + table.id() + " desc limit 1)";
            parameters.addAll(condition.parameters());
        }
        return jdbc.sql("select count(*), " + last + matching).params(parameters)
            .query((row, _) -> new Extent(row.getLong(1), row.getLong(2))).single();
    }

    private List<Item> items(Condition condition, Search search, Extent extent, int rows) {
        boolean fromTheEnd = search.offset() > extent.count() / 2 && search.orderBy().flatMap(this::expression).isEmpty();
        if (!fromTheEnd) {
            return items(condition, order(search, search.descending()), rows, search.offset());
        }
        condition.upTo(table, extent.lastId());
        return items(condition, order(search, !search.descending()), rows, extent.count() - search.offset() - rows).reversed();
    }

    private List<Item> items(Condition condition, String order, int rows, long offset) {
        List<Object> parameters = new ArrayList<>(condition.parameters());
        parameters.add(rows);
        parameters.add(offset);
        String named = condition.sql() + order + table.id();
        String page = " where " + condition.sql() + order + " limit ? offset ?";
        String sql = ofOwners || offset == 0 && !joins.canBeFewer(named) ? select + page
            : select + " join (select " + table.id() + " as page_id from " + joins.neededBy(named) + page + ") page on page.page_id = " + table.id() + order;
        return jdbc.sql(sql).params(parameters).query(this::item).list();
    }

    private String order(Search search, boolean descending) {
        String direction = descending ? " desc" : " asc";
        String first = search.orderBy().flatMap(this::expression).map(sql -> sql + direction + ", ").orElse("");
        return " order by " + first + table.id() + direction;
    }

    private Optional<String> expression(String name) {
        return table.columns().stream().filter(column -> column.field().name().equals(name)).map(Column::sql).findFirst();
    }

    private Item item(ResultSet row, int number) throws SQLException {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.put("id", row.getLong(1));
        int index = 2;
        for (Column column : table.columns()) {
            fields.set(column.field().name(), Cells.read(row, index++, column.field().type()));
        }
        return new Item(row.getString(1), fields);
    }
}
