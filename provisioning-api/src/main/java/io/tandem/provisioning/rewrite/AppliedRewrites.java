package io.tandem.provisioning.rewrite;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.SubscriberRewrites;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
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
    private final SubscriberRewrites rewrites;

    public AppliedRewrites(Store store) {
        this.subscribers = new Rows(store.jdbc(), SUBSCRIBERS);
        this.rewrites = new SubscriberRewrites(store);
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
        RewriteList list = RewriteList.valueOf(values.require("direction").toUpperCase(Locale.ROOT));
        UnaryOperator<String> rewrite = rewrites.of(id, list).orElseThrow(() -> ApiError.unprocessable("Invalid '" + SUBSCRIBER + "'"));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode result = answer.putArray("result");
        try {
            values.fields().path("numbers").forEach(number -> result.add(rewrite.apply(number.asString())));
        } catch (PatternTooCostlyException costly) {
            throw ApiError.unprocessable(String.valueOf(costly.getMessage()));
        }
        return Outcome.shown(200, answer);
    }
}
