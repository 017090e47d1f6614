package io.tandem.data.restriction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads NCOS levels. */
public final class NcosLevelQuery {
    private static final Logger LOG = LoggerFactory.getLogger(NcosLevelQuery.class);
    private static final String LEVEL = "select level, mode, local_ac, intra_pbx from billing.ncos_levels where id = ?";
    private static final String PATTERNS = "select id, pattern from billing.ncos_pattern_list where ncos_level_id = ? order by id";

    private NcosLevelQuery() {}

    /** The level with this id; {@link NcosLevel#NONE} if it is gone. Blocks. */
    public static NcosLevel read(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LEVEL)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new NcosLevel(row.getString(1), row.getString(2).equals("whitelist"), row.getBoolean(3), row.getBoolean(4),
                    patterns(connection, id)) : NcosLevel.NONE;
            }
        }
    }

    private static List<PerlPattern> patterns(Connection connection, int id) throws SQLException {
        List<PerlPattern> patterns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(PATTERNS)) {
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
            LOG.warn("NCOS pattern {} is left out, correct it at /api/ncospatterns/: {}", row.getLong(1), spoiled.getMessage());
        }
    }
}
