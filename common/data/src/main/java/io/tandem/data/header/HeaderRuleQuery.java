package io.tandem.data.header;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.rewrite.RewriteList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads header rules. A rule that somebody spoiled behind the API's back is left out with a warning. */
public final class HeaderRuleQuery {
    private static final Logger LOG = LoggerFactory.getLogger(HeaderRuleQuery.class);
    private static final String OF_SET = "r.set_id = ?";
    private static final String OF_SUBSCRIBER = "r.set_id = (select id from provisioning.voip_header_rule_sets where subscriber_id = ?)";
    private static final String RULES = "select r.id, r.direction, r.stopper from provisioning.voip_header_rules r where r.enabled = 1 and %s "
            + "order by r.priority, r.id";
    private static final String CONDITIONS = "select c.rule_id, c.id, c.match_type, c.match_part, c.match_name, c.expression, c.expression_negation, "
            + "c.value_type, c.rwr_set_id, c.rwr_dp_id from provisioning.voip_header_rule_conditions c "
            + "join provisioning.voip_header_rules r on r.id = c.rule_id where c.enabled = 1 and %s order by c.id";
    private static final String VALUES = "select v.condition_id, v.value from provisioning.voip_header_rule_condition_values v "
            + "join provisioning.voip_header_rule_conditions c on c.id = v.condition_id join provisioning.voip_header_rules r on r.id = c.rule_id "
            + "where %s order by v.id";
    private static final String ACTIONS = "select a.rule_id, a.action_type, a.header, a.header_part, a.value, a.value_part, a.rwr_set_id, a.rwr_dp_id "
            + "from provisioning.voip_header_rule_actions a join provisioning.voip_header_rules r on r.id = a.rule_id where a.enabled = 1 and %s "
            + "order by a.priority, a.id";

    private final Connection connection;
    private final String owner;
    private final int id;

    private HeaderRuleQuery(Connection connection, String owner, int id) {
        this.connection = connection;
        this.owner = owner;
        this.id = id;
    }

    /** Rules of a set; none if it is gone. Blocks. */
    public static HeaderRuleSet read(Connection connection, int setId) throws SQLException {
        return new HeaderRuleQuery(connection, OF_SET, setId).read();
    }

    /** Rules that a subscriber owns. Blocks. */
    public static HeaderRuleSet readOwn(Connection connection, int subscriberId) throws SQLException {
        return new HeaderRuleQuery(connection, OF_SUBSCRIBER, subscriberId).read();
    }

    @FunctionalInterface
    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private record Head(int id, String direction, boolean stopper) {}

    private HeaderRuleSet read() throws SQLException {
        List<Head> heads = new ArrayList<>();
        each(RULES, row -> heads.add(new Head(row.getInt(1), row.getString(2), row.getBoolean(3))));
        if (heads.isEmpty()) {
            return HeaderRuleSet.NONE;
        }
        Map<Integer, List<String>> values = new HashMap<>();
        each(VALUES, row -> values.computeIfAbsent(row.getInt(1), _ -> new ArrayList<>()).add(row.getString(2)));
        Parts parts = new Parts();
        each(CONDITIONS, row -> parts.condition(row, values));
        each(ACTIONS, parts::action);
        return new HeaderRuleSet(heads.stream().map(parts::rule).flatMap(Optional::stream).toList());
    }

    private void each(String sql, Row action) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.formatted(owner))) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    action.take(row);
                }
            }
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String stored) {
        return Enum.valueOf(type, stored.toUpperCase(Locale.ROOT));
    }

    private static String text(@Nullable String stored) {
        return stored == null ? "" : stored;
    }

    /** Columns {@code rwr_set_id} and {@code rwr_dp_id} at this place and behind it; 0 if null. */
    private static Optional<HeaderRule.Rewrite> rewrite(ResultSet row, int column) throws SQLException {
        int set = row.getInt(column);
        int list = row.getInt(column + 1);
        return Arrays.stream(RewriteList.values()).filter(known -> set > 0 && known.id(set) == list).findFirst()
                .map(known -> new HeaderRule.Rewrite(set, known));
    }

    /** Conditions and actions by their rules. */
    private static final class Parts {
        private final Map<Integer, List<HeaderRule.Condition>> conditions = new HashMap<>();
        private final Map<Integer, List<HeaderRule.Action>> actions = new HashMap<>();
        private final Map<Integer, String> spoiled = new HashMap<>();

        void condition(ResultSet row, Map<Integer, List<String>> values) throws SQLException {
            try {
                conditions.computeIfAbsent(row.getInt(1), _ -> new ArrayList<>()).add(new HeaderRule.Condition(
                        constant(HeaderRule.Source.class, row.getString(3)), constant(HeaderRule.Part.class, row.getString(4)), row.getString(5),
                        constant(HeaderRule.Expression.class, row.getString(6)), row.getBoolean(7), constant(HeaderRule.Source.class, row.getString(8)),
                        values.getOrDefault(row.getInt(2), List.of()), rewrite(row, 9)));
            } catch (IllegalArgumentException unknown) {
                spoiled.put(row.getInt(1), String.valueOf(unknown.getMessage()));
            }
        }

        void action(ResultSet row) throws SQLException {
            try {
                actions.computeIfAbsent(row.getInt(1), _ -> new ArrayList<>()).add(new HeaderRule.Action(
                        constant(HeaderRule.Type.class, row.getString(2)), row.getString(3), constant(HeaderRule.Part.class, row.getString(4)),
                        text(row.getString(5)), constant(HeaderRule.Part.class, row.getString(6)), rewrite(row, 7)));
            } catch (IllegalArgumentException unknown) {
                spoiled.put(row.getInt(1), String.valueOf(unknown.getMessage()));
            }
        }

        Optional<HeaderRule> rule(Head head) {
            int id = head.id();
            try {
                if (spoiled.containsKey(id)) {
                    throw new IllegalArgumentException(spoiled.get(id));
                }
                return Optional.of(new HeaderRule(constant(HeaderRule.Direction.class, head.direction()), head.stopper(),
                        conditions.getOrDefault(id, List.of()),
                        actions.getOrDefault(id, List.of())));
            } catch (IllegalArgumentException unknown) {
                LOG.warn("header rule {} is left out, correct it at /api/headerrules/: {}", id, unknown.getMessage());
                return Optional.empty();
            }
        }
    }
}
