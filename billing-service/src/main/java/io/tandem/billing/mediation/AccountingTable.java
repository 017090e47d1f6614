package io.tandem.billing.mediation;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code accounting.acc} and where its rows go, on one connection in the caller's transaction. */
final class AccountingTable {
    private static final String CANDIDATES = """
            (select id, callid from accounting.acc where method = 'BYE' and id > ? order by id limit ?)
            union (select id, callid from accounting.acc where method = 'INVITE' and sip_code >= '300' and id > ? order by id limit ?)
            union (select id, callid from accounting.acc where time_hires < ? and id > ? order by id limit ?)
            order by id limit ?""";
    private static final String ROW_COLUMNS = "id, method, from_tag, to_tag, callid, sip_code, time_hires, src_leg, dst_leg, branch_id";
    private static final String COLUMNS = "method, from_tag, to_tag, callid, sip_code, sip_reason, time, time_hires, src_leg, dst_leg, "
            + "src_user, src_domain, dst_ouser, dst_user, dst_domain, branch_id";

    private final Connection connection;

    AccountingTable(Connection connection) { this.connection = connection; }

    /** Rows that may end a call: BYEs, refused INVITEs, rows older than {@code before} (epoch seconds), with ids above {@code after}. */
    List<Candidate> candidates(long after, BigDecimal before, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CANDIDATES)) {
            bind(statement, List.of(after, limit, after, limit, before, after, limit, limit));
            List<Candidate> candidates = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) candidates.add(new Candidate(row.getLong(1), row.getString(2)));
            }
            return candidates;
        }
    }

    /** All rows with these Call-IDs. */
    List<AccountingRow> rows(Collection<String> callIds) throws SQLException {
        return select("accounting.acc where callid in (" + marks(callIds) + ")", callIds);
    }

    /** Identities of the INVITE rows with these Call-IDs that have been mediated. */
    Set<AccountingRow.Identity> mediated(Collection<String> callIds) throws SQLException {
        Set<AccountingRow.Identity> identities = new HashSet<>();
        select("accounting.acc_backup where method = 'INVITE' and callid in (" + marks(callIds) + ")", callIds)
                .forEach(row -> identities.add(row.identity()));
        return identities;
    }

    long count() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select count(*) from accounting.acc");
             ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    void moveToBackup(List<AccountingRow> rows) throws SQLException { move(rows, "accounting.acc_backup"); }

    void moveToTrash(List<AccountingRow> rows) throws SQLException { move(rows, "accounting.acc_trash"); }

    private void move(List<AccountingRow> rows, String target) throws SQLException {
        if (rows.isEmpty()) return;
        List<Long> ids = rows.stream().map(AccountingRow::id).toList();
        String where = " from accounting.acc where id in (" + marks(ids) + ")";
        update("insert into " + target + " (" + COLUMNS + ") select " + COLUMNS + where, ids);
        update("delete" + where, ids);
    }

    private void update(String sql, Collection<?> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.executeUpdate();
        }
    }

    private List<AccountingRow> select(String from, Collection<String> callIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select " + ROW_COLUMNS + " from " + from)) {
            bind(statement, callIds);
            List<AccountingRow> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) rows.add(read(row));
            }
            return rows;
        }
    }

    private static AccountingRow read(ResultSet row) throws SQLException {
        return new AccountingRow(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getString(6),
                row.getBigDecimal(7), text(row, 8), text(row, 9), row.getString(10));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).orElse("");
    }

    private static void bind(PreparedStatement statement, Collection<?> values) throws SQLException {
        int index = 1;
        for (Object value : values) statement.setObject(index++, value);
    }

    private static String marks(Collection<?> values) { return String.join(",", Collections.nCopies(values.size(), "?")); }

    record Candidate(long id, String callId) {}
}
