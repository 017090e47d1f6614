package io.tandem.provisioning.billing.fraud;

import java.util.List;
import java.util.OptionalLong;

import io.tandem.provisioning.event.Outbox;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code fraud.limit_passed} for each limit that the billing service finds passed. Any number of nodes may run it: they take turns. */
public final class LimitEvents {
    private static final int BATCH = 100;
    private static final String NEWS = "e.is_event = 0";

    private final Store store;
    private final Outbox outbox;
    private final Transactions transactions;

    public LimitEvents(Store store, Outbox outbox, Transactions transactions) {
        this.store = store;
        this.outbox = outbox;
        this.transactions = transactions;
    }

    /** @return number of events made */
    public int read() {
        if (PassedLimits.that(store, NEWS, 1).isEmpty()) {
            return 0;
        }
        return transactions.write("events of fraud limits", () -> {
            List<PassedLimits.PassedLimit> fresh = PassedLimits.that(store, NEWS, BATCH);
            fresh.forEach(this::add);
            return fresh.size();
        });
    }

    private void add(PassedLimits.PassedLimit passed) {
        outbox.add("fraud.limit_passed", OptionalLong.of(passed.reseller()), Long.toString(passed.contract()), JsonNodeFactory.instance.objectNode()
            .put("id", passed.id()).put("customer_id", passed.contract()).put("interval", passed.interval()).put("interval_start", passed.begin())
            .put("type", passed.type()).put("interval_cost", passed.cost()).put("interval_limit", passed.limit()).put("interval_lock", passed.lock()));
        store.execute("update " + PassedLimits.STORED + " set is_event = 1 where id = ?", passed.id());
    }
}
