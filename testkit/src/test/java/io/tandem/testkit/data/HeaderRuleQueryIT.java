package io.tandem.testkit.data;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

import io.tandem.data.header.HeaderRule;
import io.tandem.data.header.HeaderRule.Action;
import io.tandem.data.header.HeaderRule.Condition;
import io.tandem.data.header.HeaderRule.Direction;
import io.tandem.data.header.HeaderRule.Expression;
import io.tandem.data.header.HeaderRule.Part;
import io.tandem.data.header.HeaderRule.Source;
import io.tandem.data.header.HeaderRule.Type;
import io.tandem.data.header.HeaderRuleQuery;
import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderRuleQueryIT {
    private static final String RULE = "insert into provisioning.voip_header_rules (id, set_id, name, priority, direction, stopper, enabled) values ";
    private static final String CONDITION = "insert into provisioning.voip_header_rule_conditions (id, rule_id, match_type, match_part, match_name, expression, "
            + "expression_negation, value_type, rwr_set_id, rwr_dp_id, enabled) values ";
    private static final String ACTION = "insert into provisioning.voip_header_rule_actions (rule_id, priority, header, header_part, action_type, value_part, value, "
            + "rwr_set_id, rwr_dp_id, enabled) values ";

    @Test void enabledRulesAreReadInOrderWithTheirParts() throws Exception {
        HeaderRuleSet read = read(RULE + "(7201, 7201, 'late', 200, 'reply', 0, 1), (7202, 7201, 'early', 50, 'a_inbound', 1, 1), (7203, 7201, 'off', 1, 'peer', 0, 0)",
                CONDITION + "(7201, 7202, 'header', 'username', 'X-A', 'regexp', 1, 'input', 7201, " + RewriteList.CALLEE_OUT.id(7201) + ", 1), "
                        + "(7202, 7202, 'preference', 'full', 'cli', 'is', 0, 'avp', null, null, 0)",
                "insert into provisioning.voip_header_rule_condition_values (condition_id, value) values (7201, '^1'), (7201, '^2')",
                ACTION + "(7202, 100, 'X-B', 'full', 'remove', 'full', null, null, null, 1), (7202, 10, 'X-C', 'domain', 'header', 'username', 'X-A', null, null, 1), "
                        + "(7202, 1, 'X-D', 'full', 'set', 'full', 'x', null, null, 0)");
        Condition condition = new Condition(Source.HEADER, Part.USERNAME, "X-A", Expression.REGEXP, true, Source.INPUT, List.of("^1", "^2"),
                Optional.of(new HeaderRule.Rewrite(7201, RewriteList.CALLEE_OUT)));
        assertThat(read.rules()).containsExactly(new HeaderRule(Direction.A_INBOUND, true, List.of(condition), List.of(
                new Action(Type.HEADER, "X-C", Part.DOMAIN, "X-A", Part.USERNAME, Optional.empty()),
                new Action(Type.REMOVE, "X-B", Part.FULL, "", Part.FULL, Optional.empty()))),
                new HeaderRule(Direction.REPLY, false, List.of(), List.of()));
        assertThat(read.rewriteSets()).containsExactly(7201);
    }

    @Test void aSpoiledRuleIsLeftOut() throws Exception {
        assertThat(read(RULE + "(7201, 7201, 'odd', 1, 'sideways', 0, 1), (7202, 7201, 'fine', 2, 'local', 0, 1), (7203, 7201, 'half', 3, 'peer', 0, 1)",
                ACTION + "(7203, 1, 'X-A', 'full', 'shout', 'full', '', null, null, 1)").rules())
            .containsExactly(new HeaderRule(Direction.LOCAL, false, List.of(), List.of()));
    }

    @Test void whoOwnsNoSetHasNoRules() throws Exception {
        try (Connection connection = TestServers.connect()) {
            assertThat(HeaderRuleQuery.readOwn(connection, 987_654)).isEqualTo(HeaderRuleSet.NONE);
            assertThat(HeaderRuleQuery.read(connection, 987_654)).isEqualTo(HeaderRuleSet.NONE);
        }
    }

    private static HeaderRuleSet read(String... rows) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into provisioning.voip_rewrite_rule_sets (id, reseller_id, name) values (7201, 1, 'header-query')");
            statement.execute("insert into provisioning.voip_header_rule_sets (id, reseller_id, name) values (7201, 1, 'header-query')");
            for (String row : rows) {
                statement.execute(row);
            }
            HeaderRuleSet read = HeaderRuleQuery.read(connection, 7201);
            connection.rollback();
            return read;
        }
    }
}
