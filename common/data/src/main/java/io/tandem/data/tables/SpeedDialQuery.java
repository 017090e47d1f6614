package io.tandem.data.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads speed dial slots. */
final class SpeedDialQuery {
    private static final String DESTINATION = "select destination from provisioning.voip_speed_dial where subscriber_id = ? and slot = ?";

    private SpeedDialQuery() {}

    /** Blocks. */
    static Optional<String> read(Connection connection, int subscriber, String slot) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DESTINATION)) {
            statement.setInt(1, subscriber);
            statement.setString(2, slot);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }
}
