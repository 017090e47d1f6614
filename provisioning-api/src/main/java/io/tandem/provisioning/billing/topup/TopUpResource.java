package io.tandem.provisioning.billing.topup;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

import io.tandem.provisioning.billing.balance.TopUpLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** An action that tops up. What is refused is undone and goes into the log all the same, so the refusal is an answer like others. */
abstract class TopUpResource implements Resource.Acts {
    private static final int DONE = 204;
    private static final String API = "api";
    private static final long HIGHEST_ID = (1L << 32) - 1;
    private static final BigDecimal MOST_LOGGED = BigDecimal.TEN.pow(14).subtract(BigDecimal.ONE);

    final Store store;
    private final Declaration declaration;
    private final TopUpLog log;
    private final String type;

    /** @param type what the log calls it */
    TopUpResource(Declaration declaration, String type, Store store) {
        this.declaration = declaration;
        this.type = type;
        this.store = store;
        this.log = new TopUpLog(store);
    }

    /** @param entry of the log; what becomes known may be added to its details */
    abstract void perform(Values values, Caller caller, TopUpLog.Entry entry);

    @Override
    public final Declaration declaration() {
        return declaration;
    }

    @Override
    public final Outcome act(Values values, Caller caller) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("subscriber_id", values.whole("subscriber_id").filter(TopUpResource::fits).orElse(null));
        details.put("contract_id", values.whole("contract_id").filter(TopUpResource::fits).orElse(null));
        details.put("reseller_id", caller.superuser() ? null : caller.resellerId());
        details.put("amount", values.text("amount").map(BigDecimal::new).filter(cents -> cents.abs().compareTo(MOST_LOGGED) < 0).orElse(null));
        TopUpLog.Entry entry = new TopUpLog.Entry(caller.login(), type, values.text("request_token").orElse(API), details);
        store.execute("savepoint topup");
        try {
            perform(values, caller, entry);
            return Outcome.empty(DONE);
        } catch (ApiError refused) {
            store.execute("rollback to savepoint topup");
            log.failed(entry, refused.text());
            return Outcome.shown(refused.status(), JsonNodeFactory.instance.objectNode().put("code", refused.status()).put("message", refused.text()));
        }
    }

    /** Whether the log can hold it. */
    private static boolean fits(long id) {
        return id >= 0 && id <= HIGHEST_ID;
    }
}
