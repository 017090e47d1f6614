package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.testkit.server.TestServers;

/** A second reseller with an administrator of his own. */
final class Tenant {
    static final int RESELLER = 9150;
    private static final String LOGIN = "tenant-of-numbers";
    private static final String PASSWORD = "geheim";

    private Tenant() {}

    /** A subscriber who administrates his customer's subscribers, in the realm of subscribers.
     * @param id of the subscriber
     * @param login {@code username@domain} */
    static ApiClient subscriberAdmin(String id, String login) throws SQLException {
        try (Connection connection = TestServers.connect(); PreparedStatement update = connection.prepareStatement(
                "update provisioning.voip_subscribers set admin = 1, webusername = username, webpassword = ? where id = ?")) {
            update.setString(1, SaltedPassword.of(PASSWORD).text());
            update.setString(2, id);
            update.executeUpdate();
        }
        return ApiClient.subscriber(login, PASSWORD);
    }

    static synchronized ApiClient reseller() throws SQLException {
        RunningApi.port(); // the schema is there once the API runs
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert ignore into billing.contracts (id, contact_id, product_id) values (9150, 1, 3)");
            statement.execute("insert ignore into billing.resellers (id, contract_id, name) values (9150, 9150, 'tenant of numbers')");
            statement.execute("insert ignore into billing.admins (reseller_id, role_id, login, saltedpass, call_data) values (9150, 3, '%s', '%s', 1)"
                .formatted(LOGIN, SaltedPassword.of(PASSWORD).text()));
        }
        return ApiClient.login(LOGIN, PASSWORD);
    }
}
