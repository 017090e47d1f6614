package io.tandem.provisioning.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;

/** Queue of deliveries in MySQL, a line for each webhook. A node that delivers holds a lease, so that two nodes do not deliver out of order. Writes that
 * lose a deadlock against a request, as against a replay, are repeated. */
final class Deliveries {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int MAX_ERROR = 255;

    private final Store store;
    private final Transactions transactions;

    Deliveries(Store store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /** One delivery that waits at the head of its line.
     * @param expired whether it was tried for long enough */
    record Pending(long id, long eventId, String url, String secret, int failures, boolean expired) {}

    List<Long> webhooksDue() {
        return store.numbers("select w.id from provisioning.webhooks w where w.active = 1 and (w.next_attempt_at is null or w.next_attempt_at <= "
            + "current_timestamp(6)) and (w.leased_until is null or w.leased_until < current_timestamp(6)) and exists "
            + "(select 1 from provisioning.webhook_deliveries d where d.webhook_id = w.id and d.status = 'pending')");
    }

    /** @return false when another node has it */
    boolean lease(long webhook) {
        return execute("update provisioning.webhooks set leased_until = current_timestamp(6) + interval ? second where id = ? "
            + "and (leased_until is null or leased_until < current_timestamp(6))", LEASE.toSeconds(), webhook) == 1;
    }

    void renew(long webhook) {
        execute("update provisioning.webhooks set leased_until = current_timestamp(6) + interval ? second where id = ?", LEASE.toSeconds(), webhook);
    }

    void release(long webhook) {
        execute("update provisioning.webhooks set leased_until = null where id = ?", webhook);
    }

    Optional<Pending> head(long webhook, Duration deadAfter) {
        return store.jdbc().sql("select d.id, d.event_id, w.url, w.secret, w.failures, d.attempts > 0 and d.created_at < current_timestamp(6) - interval ? "
                + "second as expired from provisioning.webhook_deliveries d join provisioning.webhooks w on w.id = d.webhook_id "
                + "where d.webhook_id = ? and d.status = 'pending' and w.active = 1 order by d.event_id, d.id limit 1")
            .params(deadAfter.toSeconds(), webhook)
            .query((row, _) -> new Pending(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4), row.getInt(5), row.getBoolean(6))).optional();
    }

    void delivered(long webhook, long delivery, int status) {
        transactions.write(() -> store.execute("update provisioning.webhook_deliveries set status = 'delivered', attempts = attempts + 1, last_status = ?, "
            + "last_error = null, delivered_at = current_timestamp(6) where id = ?", status, delivery)
            + store.execute("update provisioning.webhooks set failures = 0, next_attempt_at = null where id = ? and failures > 0", webhook));
    }

    /** The line waits with it. */
    void failed(long webhook, long delivery, Optional<Integer> status, String error, Duration pause) {
        String shown = error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error;
        transactions.write(() -> store.execute("update provisioning.webhook_deliveries set attempts = attempts + 1, last_status = nullif(?, 0), "
            + "last_error = ? where id = ?", status.orElse(0), shown, delivery)
            + store.execute("update provisioning.webhooks set failures = failures + 1, next_attempt_at = current_timestamp(6) + interval ? second "
            + "where id = ?", pause.toSeconds(), webhook));
    }

    /** Given up; the line goes on without it. */
    void dead(long delivery) {
        execute("update provisioning.webhook_deliveries set status = 'dead' where id = ?", delivery);
    }

    private int execute(String sql, Object... parameters) {
        return transactions.write(() -> store.execute(sql, parameters));
    }
}
