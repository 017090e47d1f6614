package io.tandem.provisioning.owner;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRuleQuery;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.snapshot.JdbcSubscriberSource;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.provisioning.table.Store;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** Rewrite rules as they apply to a subscriber, by the code that calls are rewritten with. */
public final class SubscriberRewrites {
    private final DataSource dataSource;
    private final JdbcSubscriberSource source;

    public SubscriberRewrites(Store store) {
        this.dataSource = store.dataSource();
        this.source = new JdbcSubscriberSource(dataSource);
    }

    /** What one list makes of a number; empty if there is no such subscriber. The operator may throw
     *  {@link io.tandem.data.pattern.PatternTooCostlyException}. */
    public Optional<UnaryOperator<String>> of(long subscriber, RewriteList list) {
        try {
            Optional<Preferences> found = source.find((int) subscriber).map(Subscriber::preferences);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Preferences preferences = found.get();
            RewriteRuleSet rules = rules(preferences);
            RewriteVariables variables = RewriteVariables.of(preferences, preferences, preferences);
            return Optional.of(number -> rules.rewrite(list, number, variables));
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot read subscriber " + subscriber, failed);
        }
    }

    private RewriteRuleSet rules(Preferences preferences) throws SQLException {
        OptionalInt set = preferences.number("rewrite_rule_set");
        if (set.isEmpty()) {
            return RewriteRuleSet.NONE;
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return RewriteRuleQuery.read(connection, set.getAsInt());
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
