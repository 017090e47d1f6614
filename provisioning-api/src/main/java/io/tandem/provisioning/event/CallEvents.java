package io.tandem.provisioning.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code call.ended} for each new row of {@code accounting.cdr}. Any number of nodes may run it: they take turns, and a call is told once. */
public final class CallEvents {
    private static final String SOURCE = "cdr";
    private static final int BATCH = 500;

    /** Ids are handed out before commit: rows that come late are looked for this far back. */
    private static final int LOOK_BACK = 1000;

    private static final String NEW = "select c.id, c.call_id, c.source_user, c.source_domain, c.source_cli, c.destination_user, c.destination_domain, "
        + "c.call_type, c.call_status, c.call_code, c.start_time, c.duration, (select k.reseller_id from billing.contracts x join billing.contacts k "
        + "on k.id = x.contact_id where x.id = coalesce(nullif(c.source_account_id, 0), c.destination_account_id)) as reseller_id from accounting.cdr c "
        + "where c.id > ? and not exists (select 1 from provisioning.events e where e.type = 'call.ended' and e.source_key = cast(c.id as char)) "
        + "order by c.id limit ?";

    private final Store store;
    private final Outbox outbox;
    private final Transactions transactions;

    public CallEvents(Store store, Outbox outbox, Transactions transactions) {
        this.store = store;
        this.outbox = outbox;
        this.transactions = transactions;
    }

    /** @return number of events made */
    public int read() {
        return transactions.write("events of calls", () -> {
            long position = position();
            List<Long> read = store.jdbc().sql(NEW).params(Math.max(0, position - LOOK_BACK), BATCH).query((row, _) -> add(row)).list();
            read.stream().mapToLong(Long::longValue).max().ifPresent(last -> store.execute(
                "update provisioning.event_positions set position = greatest(position, ?) where source = ?", last, SOURCE));
            return read.size();
        });
    }

    /** At the first time the end: calls of the past are no news. */
    private long position() {
        store.execute("insert ignore into provisioning.event_positions (source, position) select ?, coalesce(max(id), 0) + ? from accounting.cdr",
            SOURCE, LOOK_BACK);
        return store.number("select position from provisioning.event_positions where source = ?", SOURCE).orElse(0L);
    }

    private long add(ResultSet row) throws SQLException {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        for (String column : List.of("call_id", "source_user", "source_domain", "source_cli", "destination_user", "destination_domain", "call_type",
                "call_status", "call_code", "start_time", "duration")) {
            data.put(column, row.getString(column));
        }
        long reseller = row.getLong("reseller_id");
        outbox.addOnce("call.ended", row.wasNull() ? OptionalLong.empty() : OptionalLong.of(reseller), row.getString("id"), row.getString("id"), data);
        return row.getLong("id");
    }
}
