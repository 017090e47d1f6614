package io.tandem.data.mapping;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.data.pattern.PerlPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads location mappings. Blocks. */
public final class LocationMappingQuery {
    private static final Logger LOG = LoggerFactory.getLogger(LocationMappingQuery.class);
    private static final String QUERY = "select id, mode, location, caller_pattern, callee_pattern, to_username from provisioning.voip_location_mappings "
            + "where subscriber_id = ? and enabled = 1 order by id";

    private LocationMappingQuery() {}

    /** Those that are switched on, the oldest first. One that nobody understands is left out. */
    public static List<LocationMapping> read(Connection connection, int subscriber) throws SQLException {
        List<LocationMapping> mappings = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setInt(1, subscriber);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) mapping(row).ifPresent(mappings::add);
            }
        }
        return List.copyOf(mappings);
    }

    private static Optional<LocationMapping> mapping(ResultSet row) throws SQLException {
        try {
            return Optional.of(new LocationMapping(row.getInt(1), LocationMapping.Mode.valueOf(row.getString(2).toUpperCase(Locale.ROOT)), row.getString(3),
                    pattern(row.getString(4)), pattern(row.getString(5)), row.getString(6)));
        } catch (IllegalArgumentException unreadable) {
            LOG.warn("location mapping {} is left out, correct it at /api/subscriberlocationmappings/: {}", row.getInt(1), unreadable.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<PerlPattern> pattern(String text) { return text.isEmpty() ? Optional.empty() : Optional.of(PerlPattern.of(text)); }
}
