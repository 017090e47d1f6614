package io.tandem.provisioning.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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

/** Reads the items of a {@link Table}. */
public final class Rows {
    private final JdbcClient jdbc;
    private final Table table;
    private final String select;

    public Rows(JdbcClient jdbc, Table table) {
        this.jdbc = jdbc;
        this.table = table;
        String columns = table.columns().stream().map(column -> ", " + column.sql()).collect(Collectors.joining());
        this.select = "select " + table.id() + columns + " from " + table.from() + " where ";
    }

    public Listing list(Search search, Caller caller) {
        Condition condition = Condition.of(table, caller.scope()).matching(table, search);
        List<Object> parameters = new ArrayList<>(condition.parameters());
        parameters.add(search.rows() + 1);
        parameters.add(search.offset());
        List<Item> items = jdbc.sql(select + condition.sql() + orderBy(search) + " limit ? offset ?").params(parameters).query(this::item).list();
        boolean more = items.size() > search.rows();
        OptionalLong total = search.count() ? OptionalLong.of(count(condition)) : OptionalLong.empty();
        return new Listing(more ? items.subList(0, search.rows()) : items, total, more);
    }

    public Optional<Item> find(String id, Caller caller) {
        Condition condition = Condition.of(table, caller.scope()).id(table, id);
        return jdbc.sql(select + condition.sql()).params(condition.parameters()).query(this::item).optional();
    }

    /** All items that have one of these values in a field, whoever may see them. */
    public List<Item> within(String field, Collection<Long> values, List<String> order) {
        if (values.isEmpty()) {
            return List.of();
        }
        String orderBy = Stream.concat(order.stream().flatMap(name -> expression(name).stream()), Stream.of(table.id())).collect(Collectors.joining(", "));
        String marks = String.join(", ", Collections.nCopies(values.size(), "?"));
        return jdbc.sql(select + table.condition() + " and " + expression(field).orElseThrow() + " in (" + marks + ") order by " + orderBy)
            .params(new ArrayList<>(values)).query(this::item).list();
    }

    private long count(Condition condition) {
        return jdbc.sql("select count(*) from " + table.from() + " where " + condition.sql()).params(condition.parameters())
            .query(Long.class).single();
    }

    private String orderBy(Search search) {
        String direction = search.descending() ? " desc" : " asc";
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
