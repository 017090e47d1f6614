package io.tandem.data.rewrite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads rewrite rule sets. */
public final class RewriteRuleQuery {
    private static final Logger LOG = LoggerFactory.getLogger(RewriteRuleQuery.class);
    private static final String RULES = "select id, direction, field, match_pattern, replace_pattern from provisioning.voip_rewrite_rules "
        + "where set_id = ? and enabled = 1 order by priority, id";

    private RewriteRuleQuery() {}

    /** The set with this id; {@link RewriteRuleSet#NONE} alike if it has no rules or is gone. A rule that somebody spoiled behind the API's back is
     * left out with a warning, so that the others go on to work. Blocks. */
    public static RewriteRuleSet read(Connection connection, long setId) throws SQLException {
        Map<RewriteList, List<RewriteRule>> lists = new EnumMap<>(RewriteList.class);
        try (PreparedStatement statement = connection.prepareStatement(RULES)) {
            statement.setLong(1, setId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    add(row, lists);
                }
            }
        }
        return new RewriteRuleSet(lists);
    }

    private static void add(ResultSet row, Map<RewriteList, List<RewriteRule>> lists) throws SQLException {
        try {
            RewriteRule rule = new RewriteRule(row.getString(4), row.getString(5));
            RewriteList.of(row.getString(2), row.getString(3)).ifPresent(list -> lists.computeIfAbsent(list, _ -> new ArrayList<>()).add(rule));
        } catch (PatternSyntaxException spoiled) {
            LOG.warn("rewrite rule {} is left out, correct it at /api/rewriterules/: {}", row.getLong(1), spoiled.getMessage());
        }
    }
}
