package io.tandem.provisioning.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.TimeFormat;

/** The {@code where} part of a query and its parameters; all parts must hold. */
final class Condition {
    private static final String NEVER = "1 = 0";

    private final StringBuilder sql;
    private final List<Object> parameters = new ArrayList<>();

    private Condition(String always) {
        sql = new StringBuilder(always);
    }

    static Condition of(Table table, Scope scope) {
        Condition condition = new Condition(table.condition());
        if (scope.level() != Scope.Level.EVERYTHING) {
            condition.and("(" + table.ownership().sql(scope) + ")", table.ownership().parameters(scope).toArray());
        }
        return condition;
    }

    Condition matching(Table table, Search search) {
        for (Map.Entry<String, String> filter : search.filters().entrySet()) {
            match(table, filter.getKey(), filter.getValue());
        }
        return this;
    }

    Condition id(Table table, String id) {
        and(table.id() + " = ?", id);
        return this;
    }

    /** Leaves out what was added since. */
    void upTo(Table table, long id) {
        and(table.id() + " <= ?", id);
    }

    String sql() {
        return sql.toString();
    }

    List<Object> parameters() {
        return parameters;
    }

    private void match(Table table, String name, String value) {
        String own = table.filters().get(name);
        if (own != null && own.contains(Table.SAME)) {
            and(own.replace(Table.SAME, "= ?"), value);
        } else if (own != null && own.contains(Table.VALUE)) {
            and(own.replace(Table.VALUE, "?"), value);
        } else if (own != null && own.contains(Table.MOMENT)) {
            and(own.replace(Table.MOMENT, "?"), TimeFormat.SECONDS.format(TimeFormat.moment(name, value)));
        } else if (own != null && !isAbsence(value)) {
            text(own, value);
        } else if ("id".equals(name)) {
            ids(table.id(), value);
        } else {
            table.columns().stream().filter(column -> column.field().name().equals(name)).findFirst().ifPresent(column -> match(column, value));
        }
    }

    private static boolean isAbsence(String value) {
        return "$null".equals(value) || "$not_null".equals(value);
    }

    private void match(Column column, String value) {
        Field field = column.field();
        switch (value) {
            case "$null" -> and(column.sql() + " is null");
            case "$not_null" -> and(column.sql() + " is not null");
            default -> {
                switch (field.type()) {
                    case FieldType.Whole _ -> whole(column.sql(), value);
                    case FieldType.Flag _ -> flag(column.sql(), value);
                    case FieldType.Text _, FieldType.Email _, FieldType.Choice _, FieldType.Decimal _, FieldType.Timestamp _ ->
                        text(column.sql() + " " + Table.MATCH, value);
                    case FieldType.Group _, FieldType.Many _ -> throw new IllegalStateException(field.name() + " is declared as filter but no scalar");
                }
            }
        }
    }

    /** One id, or several with commas. */
    private void ids(String expression, String value) {
        if (value.matches("\\d{1,18}(,\\d{1,18})+")) {
            Object[] ids = Arrays.stream(value.split(",")).map(Long::valueOf).toArray();
            and(expression + " in (" + Store.marks(ids.length) + ")", ids);
        } else {
            whole(expression, value);
        }
    }

    private void whole(String expression, String value) {
        if (value.matches("-?\\d{1,18}")) {
            and(expression + " = ?", Long.valueOf(value));
        } else if (value.contains("*")) {
            text("cast(" + expression + " as char) " + Table.MATCH, value);
        } else {
            and(NEVER);
        }
    }

    private void flag(String expression, String value) {
        switch (value) {
            case "1", "true" -> and(expression + " = 1");
            case "0", "false", "" -> and(expression + " = 0");
            default -> and(NEVER);
        }
    }

    /** {@code *} is a wildcard, everything else stands for itself. */
    private void text(String expression, String value) {
        if (value.contains("*")) {
            String pattern = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace('*', '%');
            and(expression.replace(Table.MATCH, "like ?"), places(expression, pattern));
        } else {
            and(expression.replace(Table.MATCH, "= ?"), places(expression, value));
        }
    }

    /** The value once for each place where it is compared. */
    private static Object[] places(String expression, String value) {
        int places = expression.split(Pattern.quote(Table.MATCH), -1).length - 1;
        return Collections.nCopies(places, value).toArray();
    }

    private void and(String part, Object... values) {
        sql.append(" and ").append(part);
        parameters.addAll(List.of(values));
    }
}
