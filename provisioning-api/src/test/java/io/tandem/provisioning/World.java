package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.testkit.server.TestServers;

/**
 * What the rows of {@link IsolationIT} hang on: a reseller with a contact, a customer, a billing profile, a domain and a subscriber.
 *
 * @param name        OWN is what the callers of the test belong to; SIBLING is another subscriber of the same customer, NEIGHBOUR another customer of
 *                    the same reseller, FOREIGN another reseller
 * @param username    of the subscriber, who is also known to the web by it
 * @param adminLogin  of an administrator of the reseller
 */
record World(Name name, long reseller, long contact, long customer, long billingProfile, long domain, String domainName, long subscriber, String uuid, String username,
             String adminLogin) {
    enum Name { OWN, SIBLING, NEIGHBOUR, FOREIGN }

    private static final AtomicInteger COUNTER = new AtomicInteger();

    /** A number that no row has yet, of eight digits. */
    static int unique() {
        return 20_000_000 + COUNTER.incrementAndGet();
    }

    /** A number that a query finds. */
    static long number(String sql, Object... values) {
        try (Connection connection = TestServers.connect(); PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** The id of a new row of a table that no resource writes.
     * @param sql an insert */
    static long insert(String sql, Object... values) {
        try (Connection connection = TestServers.connect(); PreparedStatement insert = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                return keys.next() ? keys.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }
}
