package io.tandem.data.balance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Billing profiles that a package brings. In the transaction of the caller. */
public final class PackageMappings {
    private static final String MAP = "insert into billing.contracts_billing_profile_network "
            + "(contract_id, billing_profile_id, billing_network_id, start_date, base) select ?, profile_id, network_id, current_timestamp, 0 "
            + "from billing.package_profile_sets where package_id = ? and discriminator = ? order by id";

    private PackageMappings() {}

    /** A contract has them from now on.
     * @param discriminator {@code initial}, {@code underrun} or {@code topup}
     * @return how many */
    public static int map(Connection connection, long contract, long packageId, String discriminator) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MAP)) {
            statement.setLong(1, contract);
            statement.setLong(2, packageId);
            statement.setString(3, discriminator);
            return statement.executeUpdate();
        }
    }
}
