package io.tandem.data.restriction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.timeset.Schedule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads NCOS levels. */
public final class NcosLevelQuery {
    private static final Logger LOG = LoggerFactory.getLogger(NcosLevelQuery.class);
    private static final String LEVEL = "select level, mode, local_ac, intra_pbx, time_set_id, time_set_invert from billing.ncos_levels where id = ?";
    private static final String PATTERNS = "select id, pattern from billing.ncos_pattern_list where ncos_level_id = ? order by id";
    private static final String CARRIERS = "select id, lnp_provider_id from billing.ncos_lnp_list where ncos_level_id = ? order by id";
    private static final String CARRIER_PATTERNS = "select id, pattern from billing.ncos_lnp_pattern_list where ncos_lnp_list_id = ? order by id";
    private static final String SET = "select ncos_level_id from billing.ncos_set_levels where ncos_set_id = ? order by id";
    private static final PerlPattern NEVER = PerlPattern.of("(?!)");

    private NcosLevelQuery() {}

    /** The level with this id; {@link NcosLevel#NONE} if it is gone. Blocks. */
    public static NcosLevel read(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LEVEL)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new NcosLevel(row.getString(1), row.getString(2).equals("whitelist"), row.getBoolean(3), row.getBoolean(4),
                    patterns(connection, PATTERNS, id), carriers(connection, id), times(connection, row.getInt(5)), row.getBoolean(6)) : NcosLevel.NONE;
            }
        }
    }

    /** @param set 0 for none, as a null reads */
    private static Optional<Schedule> times(Connection connection, int set) throws SQLException {
        return set == 0 ? Optional.empty() : Optional.of(Schedule.read(connection, set));
    }

    /** Ids of the levels of a set, in the order in which they are asked; none if it is gone. Blocks. */
    public static List<Integer> readSet(Connection connection, int setId) throws SQLException {
        List<Integer> levels = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setInt(1, setId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    levels.add(row.getInt(1));
                }
            }
        }
        return List.copyOf(levels);
    }

    private static List<NcosLevel.Carrier> carriers(Connection connection, int level) throws SQLException {
        List<NcosLevel.Carrier> carriers = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CARRIERS)) {
            statement.setInt(1, level);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    carriers.add(new NcosLevel.Carrier(row.getInt(2), patterns(connection, CARRIER_PATTERNS, row.getInt(1))));
                }
            }
        }
        return carriers;
    }

    private static List<PerlPattern> patterns(Connection connection, String sql, int id) throws SQLException {
        List<PerlPattern> patterns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    add(row, patterns);
                }
            }
        }
        return patterns;
    }

    private static void add(ResultSet row, List<PerlPattern> patterns) throws SQLException {
        try {
            patterns.add(PerlPattern.of(row.getString(2)));
        } catch (PatternSyntaxException spoiled) {
            patterns.add(NEVER); // a carrier without patterns would mean all of its numbers
            LOG.warn("NCOS pattern {} matches nothing, correct it at /api/ncospatterns/ or /api/ncoslnppatterns/: {}", row.getLong(1), spoiled.getMessage());
        }
    }
}
