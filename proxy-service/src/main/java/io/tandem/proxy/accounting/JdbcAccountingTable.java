package io.tandem.proxy.accounting;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

import javax.sql.DataSource;

/** The table in MySQL. Rows and position are one transaction, so a replayed journal adds nothing twice. */
final class JdbcAccountingTable implements AccountingTable {
    private static final String INSERT = """
            insert into accounting.acc (method, from_tag, to_tag, callid, sip_code, sip_reason, time, time_hires, src_leg, dst_leg,
                                        src_user, src_domain, dst_ouser, dst_user, dst_domain, branch_id)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    /** A journal whose node has just got its own name goes on where it was under the default's: numbers in it only grow. */
    private static final String SELECT_POSITION = "select position from accounting.acc_position where node in (?, '" + AccountingProperties.DEFAULT_NODE
            + "') order by node = ? desc limit 1";
    private static final String MOVE_POSITION =
            "insert into accounting.acc_position (node, position) values (?, ?) on duplicate key update position = ?";
    private static final int TAG_LENGTH = 128;
    private static final int CALL_ID_LENGTH = 255;
    private static final int USER_LENGTH = 127;

    private final DataSource dataSource;
    private final String node;

    JdbcAccountingTable(DataSource dataSource, String node) {
        this.dataSource = dataSource;
        this.node = node;
    }

    @Override
    public long position() throws SQLException {
        try (Connection connection = dataSource.getConnection();
             PreparedStatement statement = connection.prepareStatement(SELECT_POSITION)) {
            statement.setString(1, node);
            statement.setString(2, node);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    @Override
    public void add(List<JournalEntry> entries) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                insert(connection, entries);
                movePosition(connection, entries.getLast().sequence());
                connection.commit();
            } catch (SQLException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void insert(Connection connection, List<JournalEntry> entries) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (JournalEntry entry : entries) {
                bind(statement, entry.record());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void movePosition(Connection connection, long sequence) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE_POSITION)) {
            statement.setString(1, node);
            statement.setLong(2, sequence);
            statement.setLong(3, sequence);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, AccountingRecord row) throws SQLException {
        statement.setString(1, row.method());
        statement.setString(2, cut(row.fromTag(), TAG_LENGTH));
        statement.setString(3, cut(row.toTag(), TAG_LENGTH));
        statement.setString(4, cut(row.callId(), CALL_ID_LENGTH));
        statement.setString(5, Integer.toString(row.sipCode()));
        statement.setString(6, cut(row.sipReason(), TAG_LENGTH));
        statement.setObject(7, LocalDateTime.ofEpochSecond(row.time().getEpochSecond(), 0, ZoneOffset.UTC));
        statement.setBigDecimal(8, BigDecimal.valueOf(row.time().toEpochMilli(), 3));
        statement.setString(9, row.srcLeg());
        statement.setString(10, row.dstLeg());
        statement.setString(11, cut(row.srcUser(), USER_LENGTH));
        statement.setString(12, cut(row.srcDomain(), USER_LENGTH));
        statement.setString(13, cut(row.dstOuser(), USER_LENGTH));
        statement.setString(14, cut(row.dstUser(), USER_LENGTH));
        statement.setString(15, cut(row.dstDomain(), USER_LENGTH));
        statement.setString(16, row.branchId());
    }

    /** A value longer than its column must not stop all rows behind it. INVITE and BYE rows are cut alike, so they still join. */
    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
