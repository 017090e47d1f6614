package io.tandem.provisioning.event;

import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.data.registration.RegistrationChange;
import io.tandem.data.registration.RegistrationLog;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code registration.created}, {@code .deleted} and {@code .expired} for each entry of the log in Redis. Any number of nodes may run it: they take
 * turns, and how far they have read is committed with the events. What Redis loses, and entries beyond the length of the log while no node reads, are
 * lost. One thread.
 */
public final class RegistrationEvents {
    private static final String SOURCE = "registration";
    private static final int BATCH = 500;
    /** Then others who share the thread get their turn. */
    private static final int IN_A_ROW = 20;
    private static final String BY_NAME = "select b.id, b.uuid, b.contract_id, k.reseller_id from billing.voip_subscribers b "
        + "join billing.contracts c on c.id = b.contract_id join billing.contacts k on k.id = c.contact_id join billing.domains d on d.id = b.domain_id ";
    private static final String OF_SUBSCRIBER = BY_NAME + "where b.username = ? and d.domain = ? and b.status <> 'terminated' limit 1";
    /** Devices of a subscriber register under names of their own. */
    private static final String OF_DEVICE = BY_NAME + "join provisioning.voip_dbaliases a on a.subscriber_id = b.id and a.domain_id = d.id "
        + "where a.username = ? and d.domain = ? limit 1";
    /** Who had the name once, for what ended with him. */
    private static final String OF_TERMINATED = BY_NAME + "where b.username = ? and d.domain = ? and b.status = 'terminated' order by b.id desc limit 1";

    private final Store store;
    private final Outbox outbox;
    private final Transactions transactions;
    private final RegistrationLog log;
    private String seen = "";

    public RegistrationEvents(Store store, Outbox outbox, Transactions transactions, RegistrationLog log) {
        this.store = store;
        this.outbox = outbox;
        this.transactions = transactions;
        this.log = log;
    }

    /** Until there is nothing more, twenty batches at most. Without news it asks Redis only.
     * @return number of events made */
    public int read() {
        log.sweep();
        int made = 0;
        for (int batches = 0; batches < IN_A_ROW && !log.end().equals(seen); batches++) {
            RegistrationLog.Changes read = transactions.write("events of registrations", this::batch);
            seen = read.position();
            log.forget(seen);
            made += read.changes().size();
        }
        return made;
    }

    private RegistrationLog.Changes batch() {
        store.execute("insert ignore into provisioning.event_positions (source, position, mark) values (?, 0, ?)", SOURCE, RegistrationLog.BEGINNING);
        String position = store.text("select mark from provisioning.event_positions where source = ?", SOURCE).orElseThrow();
        RegistrationLog.Changes read = log.after(position, BATCH);
        read.changes().forEach(this::add);
        store.execute("update provisioning.event_positions set mark = ? where source = ?", read.position(), SOURCE);
        return read;
    }

    private record Owner(long subscriber, String uuid, long customer, OptionalLong reseller) {}

    private void add(RegistrationChange change) {
        Optional<Owner> owner = owner(OF_SUBSCRIBER, change).or(() -> owner(OF_DEVICE, change))
            .or(() -> owner(OF_TERMINATED, change));
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("id", change.ruid()).put("username", change.username()).put("domain", change.domain())
            .put("reason", change.reason()).put("at", DateTimeFormatter.ISO_INSTANT.format(change.at()));
        owner.ifPresent(who -> data.put("subscriber_id", who.subscriber()).put("uuid", who.uuid()).put("customer_id", who.customer()));
        Map.of("contact", change.contact(), "received", change.received(), "user_agent", change.userAgent()).forEach((name, value) -> {
            if (!value.isEmpty()) {
                data.put(name, value);
            }
        });
        outbox.addOnce("registration." + change.what().name().toLowerCase(Locale.ROOT), owner.map(Owner::reseller).orElse(OptionalLong.empty()),
            change.ruid(), change.id(), data);
    }

    private Optional<Owner> owner(String sql, RegistrationChange change) {
        return store.jdbc().sql(sql).params(change.username(), change.domain()).query((row, _) -> {
            long reseller = row.getLong(4);
            return new Owner(row.getLong(1), row.getString(2), row.getLong(3), row.wasNull() ? OptionalLong.empty() : OptionalLong.of(reseller));
        }).optional();
    }
}
