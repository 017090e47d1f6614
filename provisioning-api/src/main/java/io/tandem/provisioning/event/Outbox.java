package io.tandem.provisioning.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import tools.jackson.databind.node.ObjectNode;

/** {@code provisioning.events}, and for each event a delivery for each webhook that wants it. */
public final class Outbox {
    /** Whose patterns name the type: itself, all of its first word, or all. */
    public static final String WANTED = "(find_in_set(e.type, w.events) > 0 or find_in_set(concat(substring_index(e.type, '.', 1), '.*'), w.events) > 0 "
        + "or find_in_set('*', w.events) > 0)";

    private static final String COLUMNS = "select e.id, e.type, e.reseller_id, e.subject, e.data, e.created_at from provisioning.events e ";
    private static final String FAN_OUT = "insert into provisioning.webhook_deliveries (webhook_id, event_id) select w.id, e.id from provisioning.events e "
        + "join provisioning.webhooks w on w.active = 1 and (w.reseller_id is null or w.reseller_id = e.reseller_id) and " + WANTED + " where e.id = ?";

    private static final int FORGOTTEN_AT_ONCE = 10_000;
    private static final int IN_A_ROW = 100;

    private final Store store;

    public Outbox(Store store) {
        this.store = store;
    }

    /** Inside the transaction of what happens. */
    public void add(String type, OptionalLong reseller, String subject, ObjectNode data) {
        insert(type, reseller, subject, null, data, true);
    }

    /** @param webhooks whether there are any, if the transaction has looked: where there are none, nobody need look for those that want the event */
    void add(String type, OptionalLong reseller, String subject, ObjectNode data, boolean webhooks) {
        insert(type, reseller, subject, null, data, webhooks);
    }

    /** For sources that may be read twice: an event with a known key is dropped. */
    void addOnce(String type, OptionalLong reseller, String subject, String key, ObjectNode data) {
        try {
            insert(type, reseller, subject, key, data, true);
        } catch (DuplicateKeyException known) {
            // read before, by us or by another node
            return;
        }
    }

    private void insert(String type, OptionalLong reseller, String subject, @Nullable String key, ObjectNode data, boolean webhooks) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("type", type);
        row.put("reseller_id", reseller.isPresent() ? reseller.getAsLong() : null);
        row.put("subject", subject);
        row.put("source_key", key);
        row.put("data", data.toString());
        long id = store.insert("provisioning.events", row);
        if (webhooks) {
            store.execute(FAN_OUT, id);
        }
    }

    /** Events after a position that the caller may see, oldest first. */
    public List<Event> after(long position, Optional<Caller> caller, int limit) {
        String owner = caller.filter(who -> !who.superuser()).map(who -> "and e.reseller_id = " + who.resellerId()).orElse("");
        return store.jdbc().sql(COLUMNS + "where e.id > ? " + owner + " order by e.id limit ?").params(position, limit).query(Outbox::event).list();
    }

    public Optional<Event> byId(long id) {
        return store.jdbc().sql(COLUMNS + "where e.id = ?").param(id).query(Outbox::event).optional();
    }

    /** The last event before which all have been committed for good: no transaction lives so long. */
    long settled() {
        return store.number("select max(id) from provisioning.events where created_at < current_timestamp(6) - interval 15 second").orElse(0L);
    }

    /** Forgets what is older, a million events at most; undelivered deliveries go along. */
    public int trim(long days) {
        int forgotten = 0;
        for (int batches = 0; batches < IN_A_ROW && forgotten == batches * FORGOTTEN_AT_ONCE; batches++) {
            forgotten += store.execute("delete from provisioning.events where created_at < current_timestamp(6) - interval ? day limit ?", days,
                FORGOTTEN_AT_ONCE);
        }
        return forgotten;
    }

    private static Event event(ResultSet row, int number) throws SQLException {
        long reseller = row.getLong(3);
        OptionalLong owner = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(reseller);
        return new Event(row.getLong(1), row.getString(2), owner, row.getString(4), row.getString(5),
            row.getObject(6, LocalDateTime.class).toInstant(ZoneOffset.UTC));
    }
}
