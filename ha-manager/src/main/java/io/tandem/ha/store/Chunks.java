package io.tandem.ha.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A table as the comparison reads it: ranges of the first column of its primary key, each with one checksum. Immutable.
 *
 * @param first    of the primary key; empty: the table is read at once
 * @param checksum of a row, as an expression
 * @param length   of a row on average, in octets
 * @param rows     as the server estimates
 */
record Chunks(String schema, String name, Optional<Column> first, String checksum, long length, long rows) {
    private static final String TABLES = "SELECT CONCAT_WS('\t', table_schema, table_name, COALESCE(avg_row_length, 0), COALESCE(table_rows, 0))"
            + " FROM information_schema.tables WHERE table_type='BASE TABLE' AND engine='InnoDB'"
            + " AND table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')"
            + " AND NOT (table_schema='accounting' AND table_name IN ('pair_epoch', 'pair_comparison')) ORDER BY table_schema, table_name";
    private static final Set<String> NUMBERS = Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal");
    private static final Set<String> TIMES = Set.of("date", "datetime", "timestamp", "time");
    private static final Set<String> OCTETS = Set.of("binary", "varbinary");

    /** How bounds of a column are read and written. */
    private enum Kind { NUMBER, TIME, TEXT, OCTETS, OTHER }

    /** A column. */
    record Column(String name, Kind kind, boolean mayBeNull) {
        /** Reads a value, so that {@link #literal} can write it. */
        String read() {
            return switch (kind) {
                case TEXT -> "HEX(CONVERT(" + quoted(name) + " USING utf8mb4))";
                case OCTETS -> "HEX(" + quoted(name) + ")";
                case NUMBER, TIME, OTHER -> "CAST(" + quoted(name) + " AS CHAR)";
            };
        }

        String literal(String value) {
            return switch (kind) {
                case TEXT -> "_utf8mb4 X'" + value + "'";
                case OCTETS -> "X'" + value + "'";
                case NUMBER -> value;
                case TIME, OTHER -> text(value);
            };
        }

        /** For the operator. */
        String shown(String value) { return kind == Kind.TEXT ? "'" + new String(HexFormat.of().parseHex(value), StandardCharsets.UTF_8) + "'" : value; }
    }

    /** All that replication carries, but what each node has of its own. */
    static List<Chunks> of(MariaDb server) throws StoreException {
        List<Chunks> all = new ArrayList<>();
        for (String row : server.column(TABLES)) {
            String[] table = row.split("\t");
            all.add(of(server, table[0], table[1], Long.parseLong(table[2]), Long.parseLong(table[3])));
        }
        return all;
    }

    private static Chunks of(MariaDb server, String schema, String name, long length, long rows) throws StoreException {
        String where = " WHERE table_schema=" + text(schema) + " AND table_name=" + text(name);
        List<Column> columns = server.column("SELECT CONCAT_WS('\t', column_name, data_type, is_nullable, COALESCE(character_set_name, ''))"
                + " FROM information_schema.columns" + where + " ORDER BY ordinal_position").stream().map(Chunks::column).toList();
        String first = server.value("SELECT column_name FROM information_schema.statistics" + where + " AND index_name='PRIMARY' AND seq_in_index=1");
        return new Chunks(schema, name, columns.stream().filter(it -> it.name().equals(first) && it.kind() != Kind.OTHER).findFirst(), checksum(columns),
                length, rows);
    }

    private static Column column(String row) {
        String[] words = row.split("\t", -1);
        String type = words[1].toLowerCase(Locale.ROOT);
        Kind kind = NUMBERS.contains(type) ? Kind.NUMBER : TIMES.contains(type) ? Kind.TIME : OCTETS.contains(type) ? Kind.OCTETS
                : Set.of("char", "varchar").contains(type) && !words[3].isEmpty() ? Kind.TEXT : Kind.OTHER;
        return new Column(words[0], kind, words[2].equals("YES"));
    }

    /** Not CRC32: it is linear, so that rows of a chunk which have swapped their values have the same sum as before. */
    private static String checksum(List<Column> columns) {
        List<String> values = new ArrayList<>(columns.stream().map(column -> "CAST(" + quoted(column.name()) + " AS BINARY)").toList());
        columns.stream().filter(Column::mayBeNull).forEach(column -> values.add("ISNULL(" + quoted(column.name()) + ")"));
        return "CAST(CONV(LEFT(MD5(CONCAT_WS('#', " + String.join(", ", values) + ")), 16), 16, 10) AS UNSIGNED)";
    }

    /** The last value of the first column in a chunk of so many rows that begins after another value.
     * @param after as this has returned it before; empty: from the beginning
     * @return empty if that is the rest of the table */
    Optional<String> end(MariaDb server, Optional<String> after, long size) throws StoreException {
        if (first.isEmpty()) return Optional.empty();
        List<String> found = server.column("SELECT " + first.get().read() + from() + where(after, Optional.empty()) + " ORDER BY " + quoted(first.get().name())
                + " LIMIT 1 OFFSET " + (size - 1));
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /** Number and checksum of the rows that a server has there. Locks nothing. */
    String sum(MariaDb server, Optional<String> after, Optional<String> upTo) throws StoreException {
        return server.value("SELECT CONCAT(COUNT(*), ' rows, ', HEX(COALESCE(BIT_XOR(" + checksum + "), 0)))" + from() + where(after, upTo));
    }

    private String from() { return " FROM " + quoted(schema) + "." + quoted(name) + (first.isPresent() ? " FORCE INDEX (PRIMARY)" : ""); }

    private String where(Optional<String> after, Optional<String> upTo) {
        List<String> conditions = new ArrayList<>();
        first.ifPresent(column -> {
            after.ifPresent(value -> conditions.add(quoted(column.name()) + " > " + column.literal(value)));
            upTo.ifPresent(value -> conditions.add(quoted(column.name()) + " <= " + column.literal(value)));
        });
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    /** For the operator. */
    String bounds(Optional<String> after, Optional<String> upTo) {
        List<String> bounds = new ArrayList<>();
        first.ifPresent(column -> {
            after.ifPresent(value -> bounds.add(column.name() + " > " + column.shown(value)));
            upTo.ifPresent(value -> bounds.add(column.name() + " <= " + column.shown(value)));
        });
        return bounds.isEmpty() ? "all rows" : String.join(" and ", bounds);
    }

    static String quoted(String name) { return "`" + name.replace("`", "``") + "`"; }

    /** A literal, whatever the server takes for an escape. */
    static String text(String value) { return "_utf8mb4 X'" + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "'"; }
}
