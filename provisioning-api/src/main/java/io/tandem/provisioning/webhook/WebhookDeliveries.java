package io.tandem.provisioning.webhook;

import java.util.List;
import java.util.stream.Stream;

import io.tandem.provisioning.event.Outbox;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code webhookdeliveries}: what became of each delivery. POST delivers past events once more, from one id on. */
public final class WebhookDeliveries extends TableResource implements Resource.Creates {
    private static final Table TABLE = Table.of("provisioning.webhook_deliveries d join provisioning.webhooks w on w.id = d.webhook_id "
            + "join provisioning.events e on e.id = d.event_id", "d.id", "1 = 1").ownedBy("w.reseller_id")
        .with("d", whole("webhook_id").required().filter().refersTo("webhooks"), whole("event_id").readOnly().filter(),
            choice("status", "pending", "delivered", "dead").readOnly().filter(), whole("attempts").readOnly(), whole("last_status").readOnly(),
            text("last_error").readOnly(), timestamp("delivered_at").readOnly(), timestamp("created_at").readOnly())
        .with("e", text("type").readOnly().filter(), text("subject").readOnly().filter());
    private static final String REPLAY = "insert into provisioning.webhook_deliveries (webhook_id, event_id) select w.id, e.id from provisioning.webhooks w "
        + "join provisioning.events e on (w.reseller_id is null or w.reseller_id = e.reseller_id) and " + Outbox.WANTED
        + " where w.id = ? and e.id >= ? order by e.id";

    private static final Declaration DECLARATION =
        Declaration.of("webhookdeliveries", "What became of the events for each webhook; POST delivers past ones again", fields());

    public WebhookDeliveries(Store store) {
        super(DECLARATION, TABLE, store);
    }

    @Override
    public Created create(Values values, Caller caller) {
        long webhook = values.requireWhole("webhook_id");
        long from = values.requireWhole("from_event_id");
        String owner = caller.superuser() ? "" : " and reseller_id = " + caller.resellerId();
        if (!store.exists("select 1 from provisioning.webhooks where id = ?" + owner, webhook)) {
            throw ApiError.unprocessable("Invalid 'webhook_id'");
        }
        long last = store.number("select max(id) from provisioning.webhook_deliveries where webhook_id = ?", webhook).orElse(0L);
        if (store.execute(REPLAY, webhook, from) == 0) {
            throw ApiError.unprocessable("No event from id %d on is kept that the webhook wants.".formatted(from));
        }
        store.execute("update provisioning.webhooks set failures = 0, next_attempt_at = null where id = ?", webhook);
        return Created.item(store.number("select min(id) from provisioning.webhook_deliveries where webhook_id = ? and id > ?", webhook, last).orElse(last));
    }

    private static List<Field> fields() {
        return Stream.concat(TABLE.fields().stream(), Stream.of(whole("from_event_id").required())).toList();
    }
}
