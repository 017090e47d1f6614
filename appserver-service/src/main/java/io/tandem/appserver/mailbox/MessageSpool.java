package io.tandem.appserver.mailbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import javax.sql.DataSource;

import io.tandem.data.change.ChangeLog;

import static io.tandem.data.Statements.update;

/** The table {@code voicemail.voicemail_spool}. Blocking: virtual threads only. */
final class MessageSpool {
    private static final String CONTEXT = "default";
    /** Callers of one mailbox take turns at its next message number; row locks alone would deadlock in the gap behind the last one. */
    private static final String LOCK = "select get_lock(?, 5)";
    private static final String UNLOCK = "select release_lock(?)";
    /** Whoever deletes messages at the same time may still cause a deadlock; the loser tries again. */
    private static final int ATTEMPTS = 3;
    private static final String DEADLOCK = "40001";
    private static final String COUNT = "select count(*) from voicemail.voicemail_spool where dir = ?";
    private static final String KNOWN =
            "select 1 from voicemail.voicemail_spool where mailboxcontext = ? and mailboxuser = ? and call_id = ? and origtime = ?";
    private static final String NEXT = "select coalesce(max(msgnum) + 1, 0) from voicemail.voicemail_spool where dir = ? for update";
    private static final String INSERT = """
            insert into voicemail.voicemail_spool
                (msgnum, dir, context, callerid, origtime, duration, mailboxuser, mailboxcontext, call_id, flag, recording)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)""";

    private static final String PIN = "select password from voicemail.voicemail_users where customer_id = ? and context = '" + CONTEXT + "'";
    private static final String IDS = "select id from voicemail.voicemail_spool where dir = ? and msgnum >= 0 order by msgnum, id";
    private static final String RECORDING = "select recording from voicemail.voicemail_spool where id = ?";
    private static final String DELETE = "delete from voicemail.voicemail_spool where id = ? and dir = ?";
    private static final String MOVE = "update voicemail.voicemail_spool set dir = ?, msgnum = ? where id = ? and dir = ?";
    private static final String OWNER = "select id from provisioning.voip_subscribers where uuid = ?";
    private static final String RENUMBER = "update voicemail.voicemail_spool set msgnum = ? where id = ?";

    private final DataSource dataSource;
    private final String folder;

    /** @param folder what {@code dir} starts with */
    MessageSpool(DataSource dataSource, String folder) {
        this.dataSource = dataSource;
        this.folder = folder;
    }

    /** Messages in the INBOX of a mailbox. */
    int newMessages(String mailbox) throws SQLException {
        try (Connection connection = dataSource.getConnection(); PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setString(1, inbox(mailbox));
            return number(count);
        }
    }

    /** PIN of a mailbox; empty if there is no such mailbox. */
    Optional<String> pin(String mailbox) throws SQLException {
        try (Connection connection = dataSource.getConnection(); PreparedStatement query = connection.prepareStatement(PIN)) {
            query.setString(1, mailbox);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** Ids of the messages in the INBOX of a mailbox, the oldest first. */
    List<Long> inboxOf(String mailbox) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ids(connection, inbox(mailbox));
        }
    }

    private static List<Long> ids(Connection connection, String dir) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(IDS)) {
            query.setString(1, dir);
            try (ResultSet row = query.executeQuery()) {
                List<Long> ids = new ArrayList<>();
                while (row.next()) ids.add(row.getLong(1));
                return ids;
            }
        }
    }

    Optional<byte[]> recording(long message) throws SQLException {
        try (Connection connection = dataSource.getConnection(); PreparedStatement query = connection.prepareStatement(RECORDING)) {
            query.setLong(1, message);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getBytes(1)) : Optional.empty();
            }
        }
    }

    /** Moves messages of the INBOX to the folder of old ones and deletes others; both folders are numbered without holes afterwards. */
    void sort(String mailbox, Set<Long> heard, Set<Long> deleted) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            inTurn(connection, mailbox, () -> {
                for (long message : deleted) update(connection, DELETE, message, inbox(mailbox));
                int next = nextNumber(connection, old(mailbox));
                for (long message : new TreeSet<>(heard)) next += update(connection, MOVE, old(mailbox), next, message, inbox(mailbox));
                int number = 0;
                for (long message : ids(connection, inbox(mailbox))) update(connection, RENUMBER, number++, message);
                tell(connection, mailbox);
            });
        }
    }

    /** Commits the message with the next number of its folder, once: a message that is there already is left alone. */
    void insert(NewMessage message) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = dataSource.getConnection()) {
                insertInTurn(connection, message);
                return;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !DEADLOCK.equals(e.getSQLState())) throw e;
            }
        }
    }

    private void insertInTurn(Connection connection, NewMessage message) throws SQLException {
        inTurn(connection, message.mailbox(), () -> {
            if (isKnown(connection, message)) return;
            insertRow(connection, message, nextNumber(connection, inbox(message.mailbox())));
            tell(connection, message.mailbox());
        });
    }

    /** Proxies tell the owner's phones. */
    private static void tell(Connection connection, String mailbox) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OWNER)) {
            query.setString(1, mailbox);
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) ChangeLog.append(connection, ChangeLog.MAILBOX, row.getLong(1));
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    /** One transaction, while nobody else changes that mailbox. */
    private static void inTurn(Connection connection, String mailbox, Work work) throws SQLException {
        String turn = "voicemail." + mailbox;
        if (named(connection, LOCK, turn) != 1) throw new SQLException("mailbox " + mailbox + " is locked by another caller for 5 s");
        try {
            transaction(connection, work);
        } finally {
            named(connection, UNLOCK, turn);
        }
    }

    private static int named(Connection connection, String lockStatement, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lockStatement)) {
            statement.setString(1, name);
            return number(statement);
        }
    }

    private static void transaction(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static boolean isKnown(Connection connection, NewMessage message) throws SQLException {
        try (PreparedStatement known = connection.prepareStatement(KNOWN)) {
            known.setString(1, CONTEXT);
            known.setString(2, message.mailbox());
            known.setString(3, abbreviated(message.callId()));
            known.setString(4, epoch(message));
            try (ResultSet rows = known.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static int nextNumber(Connection connection, String dir) throws SQLException {
        try (PreparedStatement next = connection.prepareStatement(NEXT)) {
            next.setString(1, dir);
            return number(next);
        }
    }

    private void insertRow(Connection connection, NewMessage message, int number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setInt(1, number);
            insert.setString(2, inbox(message.mailbox()));
            insert.setString(3, CONTEXT);
            insert.setString(4, abbreviated(message.callerId()));
            insert.setString(5, epoch(message));
            insert.setString(6, Long.toString(Math.round(message.length().toMillis() / 1000.0)));
            insert.setString(7, message.mailbox());
            insert.setString(8, CONTEXT);
            insert.setString(9, abbreviated(message.callId()));
            insert.setBytes(10, message.wav());
            insert.executeUpdate();
        }
    }

    private static int number(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private String inbox(String mailbox) {
        return folder + "/" + CONTEXT + "/" + mailbox + "/INBOX";
    }

    private String old(String mailbox) {
        return folder + "/" + CONTEXT + "/" + mailbox + "/Old";
    }

    private static String epoch(NewMessage message) {
        return Long.toString(message.received().getEpochSecond());
    }

    /** The columns hold 255 characters. */
    private static String abbreviated(String text) {
        return text.length() <= 255 ? text : text.substring(0, 255);
    }
}
