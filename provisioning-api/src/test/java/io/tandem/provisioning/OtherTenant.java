package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.testkit.server.TestServers;

/** A reseller beside the first one, with an administrator of his own who must see nothing of others. */
final class OtherTenant {
    private static final String PASSWORD = SaltedPassword.of("geheim").text();
    private static final AtomicInteger COUNTER = new AtomicInteger();

    final String contract;
    final String reseller;
    final ApiClient api;

    OtherTenant(ApiClient admin) {
        String name = "tenant-" + COUNTER.incrementAndGet();
        String contact = Sample.created(admin.post("/api/systemcontacts/", "{\"email\": \"%s@tenant.invalid\"}".formatted(name)));
        contract = Sample.created(admin.post("/api/contracts/",
            "{\"contact_id\": %s, \"type\": \"reseller\", \"status\": \"active\", \"billing_profile_id\": 1}".formatted(contact)));
        reseller = Sample.created(admin.post("/api/resellers/",
            "{\"contract_id\": \"%s\", \"name\": \"%s\", \"status\": \"active\"}".formatted(contract, name)));
        administrator(name, reseller);
        api = ApiClient.login(name, "geheim");
    }

    private static void administrator(String login, String reseller) {
        try (Connection connection = TestServers.connect(); PreparedStatement insert = connection.prepareStatement(
                "insert into billing.admins (reseller_id, role_id, login, saltedpass) values (?, 3, ?, ?)")) {
            insert.setString(1, reseller);
            insert.setString(2, login);
            insert.setString(3, PASSWORD);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
