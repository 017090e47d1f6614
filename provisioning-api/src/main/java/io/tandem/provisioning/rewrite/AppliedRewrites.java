package io.tandem.provisioning.rewrite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import javax.sql.DataSource;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRuleQuery;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.snapshot.JdbcSubscriberSource;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import org.springframework.jdbc.datasource.DataSourceUtils;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.many;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code applyrewrites}: what numbers become in a subscriber's calls, by the code that rewrites them there. The answer holds them in
 * {@code result}, in the order of the question.
 */
public final class AppliedRewrites implements Resource.Acts {
    private static final String SUBSCRIBER = "subscriber_id";
    private static final int MAX_LENGTH = 255;
    private static final Table SUBSCRIBERS = Table.of("provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id", "s.id", "1 = 1")
        .ownedBy("d.reseller_id", "s.account_id", "s.id");
    private static final Declaration DECLARATION = Declaration.of("applyrewrites", "What numbers become in a subscriber's calls", List.of(
        whole(SUBSCRIBER).required().refersTo("subscribers"),
        choice("direction", Arrays.stream(RewriteList.values()).map(RewriteList::key).toArray(String[]::new)).required(),
        many("numbers", new FieldType.Text(MAX_LENGTH)).required())).access(Access.of(Party.A, Party.R, Party.SA, Party.S));

    private final Rows subscribers;
    private final DataSource dataSource;
    private final JdbcSubscriberSource source;

    public AppliedRewrites(Store store) {
        this.subscribers = new Rows(store.jdbc(), SUBSCRIBERS);
        this.dataSource = store.dataSource();
        this.source = new JdbcSubscriberSource(dataSource);
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Outcome act(Values values, Caller caller) {
        long id = values.requireWhole(SUBSCRIBER);
        if (subscribers.find(Long.toString(id), caller).isEmpty()) {
            throw ApiError.unprocessable("Invalid '" + SUBSCRIBER + "'");
        }
        try {
            Subscriber subscriber = source.find((int) id).orElseThrow(() -> ApiError.unprocessable("Invalid '" + SUBSCRIBER + "'"));
            return Outcome.shown(200, rewritten(values, subscriber.preferences()));
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot read subscriber " + id, failed);
        } catch (PatternTooCostlyException costly) {
            throw ApiError.unprocessable(String.valueOf(costly.getMessage()));
        }
    }

    private ObjectNode rewritten(Values values, Preferences preferences) throws SQLException {
        RewriteList list = RewriteList.valueOf(values.require("direction").toUpperCase(Locale.ROOT));
        RewriteRuleSet rules = rules(preferences);
        RewriteVariables variables = RewriteVariables.of(preferences, preferences, preferences);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode result = answer.putArray("result");
        values.fields().path("numbers").forEach(number -> result.add(rules.rewrite(list, number.asString(), variables)));
        return answer;
    }

    private RewriteRuleSet rules(Preferences preferences) throws SQLException {
        if (preferences.number("rewrite_rule_set").isEmpty()) {
            return RewriteRuleSet.NONE;
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return RewriteRuleQuery.read(connection, preferences.number("rewrite_rule_set").getAsInt());
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
