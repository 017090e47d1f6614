package io.tandem.appserver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.tandem.testkit.server.TestServers;

/** One subscriber with a number in the tests' database. */
public final class MailboxFixture implements AutoCloseable {
    public static final String UUID = "a5500000-0000-0000-0000-000000008001";
    public static final String NUMBER = "4318001";
    public static final String DOMAIN = "appserver-it.example.org";

    /** What a stored message looks like. */
    public record Row(int number, String folder, String callerId, String duration, String callId, byte[] wav) {}

    public MailboxFixture() throws SQLException {
        execute("insert into billing.contacts (id, reseller_id, email) values (8001, 1, 'a@example.org')",
                "insert into billing.contracts (id, contact_id, product_id) values (8001, 8001, 4)",
                "insert into billing.domains (id, reseller_id, domain) values (8001, 1, '" + DOMAIN + "')",
                "insert into provisioning.voip_domains (id, domain) values (8001, '" + DOMAIN + "')",
                "insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id) values (8001, 8001, '" + UUID + "', 'bob', 8001)",
                "insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id) values (8001, 'bob', 8001, '"
                        + UUID + "', 'secret', 8001)",
                "insert into provisioning.voip_dbaliases (username, domain_id, subscriber_id, is_primary) values ('" + NUMBER + "', 8001, 8001, 1)");
    }

    public List<Row> messages() throws SQLException {
        List<Row> messages = new ArrayList<>();
        try (Connection connection = TestServers.connect(); PreparedStatement query = connection.prepareStatement(
                "select msgnum, dir, callerid, duration, call_id, recording from voicemail.voicemail_spool where mailboxuser = ? order by msgnum")) {
            query.setString(1, UUID);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    messages.add(new Row(rows.getInt(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5), rows.getBytes(6)));
                }
            }
        }
        return messages;
    }

    @Override
    public void close() throws SQLException {
        execute("delete from voicemail.voicemail_spool where mailboxuser = '" + UUID + "'", "delete from provisioning.voip_domains where id = 8001",
                "delete from billing.voip_subscribers where id = 8001", "delete from billing.domains where id = 8001",
                "delete from billing.contracts where id = 8001", "delete from billing.contacts where id = 8001");
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }
}
