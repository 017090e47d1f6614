package io.tandem.data.emergency;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what emergency calls need. Blocks. */
public final class EmergencyQuery {
    private static final String MAPPINGS = "select code, coalesce(prefix, ''), coalesce(suffix, '') from provisioning.emergency_mappings "
            + "where emergency_container_id = ?";
    private static final String LOCATION = document("usr", "subscriber_id", "emergency_location_object");
    private static final String PROVIDER = document("dom", "domain_id", "emergency_provider_info");

    private EmergencyQuery() {}

    private static String document(String level, String owner, String attribute) {
        String table = "provisioning.voip_" + level + "_preferences";
        return "select b.content_type, b.value from " + table + " v join provisioning.voip_preferences p on p.id = v.attribute_id join " + table
                + "_blob b on b.preference_id = v.id where v." + owner + " = ? and p.attribute = '" + attribute + "' and b.value is not null order by v.id";
    }

    /** Mappings of a container by their codes; none if it is gone. */
    public static Map<String, EmergencyMapping> mappings(Connection connection, int container) throws SQLException {
        Map<String, EmergencyMapping> mappings = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(MAPPINGS)) {
            statement.setInt(1, container);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) mappings.put(row.getString(1), new EmergencyMapping(row.getString(1), row.getString(2), row.getString(3)));
            }
        }
        return Map.copyOf(mappings);
    }

    public static EmergencyDocuments documents(Connection connection, int subscriber, int domain) throws SQLException {
        return new EmergencyDocuments(document(connection, LOCATION, subscriber), document(connection, PROVIDER, domain));
    }

    private static Optional<EmergencyDocuments.Document> document(Connection connection, String sql, int owner) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, owner);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new EmergencyDocuments.Document(row.getString(1), new String(row.getBytes(2), StandardCharsets.ISO_8859_1)))
                        : Optional.empty();
            }
        }
    }
}
