package io.tandem.provisioning.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.table.Changes;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code subscriber.created}, {@code .changed} and {@code .terminated}, from what a transaction told the change log: once a subscriber, and also for
 * those that end with their customer or domain.
 */
public final class SubscriberEvents {
    private static final String ROWS = "billing.voip_subscribers";

    private final Store store;
    private final Outbox outbox;

    private SubscriberEvents(Store store, Outbox outbox) {
        this.store = store;
        this.outbox = outbox;
    }

    /** Makes events of all that the store's transactions change from now on. */
    public static void feed(Store store, Outbox outbox) {
        store.beforeCommit(new SubscriberEvents(store, outbox)::changed);
    }

    private void changed(Changes changes) {
        Set<Long> ids = changes.of(ChangeLog.SUBSCRIBER);
        if (!ids.isEmpty()) {
            store.jdbc().sql("""
                select b.id, b.uuid, b.username, d.domain, b.contract_id, b.status, b.external_id, k.reseller_id,
                  exists (select 1 from provisioning.webhooks w where w.active = 1) as webhooks
                from billing.voip_subscribers b join billing.contracts c on c.id = b.contract_id join billing.contacts k on k.id = c.contact_id
                left join billing.domains d on d.id = b.domain_id where b.id in (%s) order by b.id""".formatted(Store.marks(ids.size())))
                .params(List.copyOf(ids)).query((row, _) -> add(row, changes.inserted(ROWS, row.getLong("id")))).list();
        }
    }

    private boolean add(ResultSet row, boolean isNew) throws SQLException {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("id", row.getLong("id")).put("uuid", row.getString("uuid"))
            .put("username", row.getString("username")).put("domain", row.getString("domain")).put("customer_id", row.getLong("contract_id"))
            .put("status", row.getString("status")).put("external_id", row.getString("external_id"));
        boolean terminated = "terminated".equals(row.getString("status"));
        outbox.add("subscriber." + (terminated ? "terminated" : isNew ? "created" : "changed"), OptionalLong.of(row.getLong("reseller_id")),
            row.getString("id"), data, row.getBoolean("webhooks"));
        return terminated;
    }
}
