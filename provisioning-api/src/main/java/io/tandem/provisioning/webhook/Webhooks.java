package io.tandem.provisioning.webhook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import io.tandem.provisioning.tenant.ResellerReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.many;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code webhooks}. The secret is written, never shown; a write without it keeps it. A webhook of a reseller gets his events only. */
public final class Webhooks extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final int MIN_SECRET = 16;
    private static final Pattern EVENT = Pattern.compile("\\*|[a-z_]+\\.(\\*|[a-z_]+)");
    private static final Table TABLE = Table.of("provisioning.webhooks w", "w.id", "1 = 1").ownedBy("w.reseller_id")
        .with("w", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("url", 1024).required().filter(), text("events"),
            text("description"), flag("active").orElse("1").filter(), whole("failures").readOnly(), timestamp("next_attempt_at").readOnly(),
            timestamp("create_timestamp").readOnly())
        .with(whole("pending").readOnly(), "(select count(*) from provisioning.webhook_deliveries x where x.webhook_id = w.id and x.status = 'pending')");
    private static final Declaration DECLARATION = Declaration.of("webhooks", "Where events are delivered", fields()).withJournal();

    public Webhooks(Store store) {
        super(DECLARATION, TABLE, store);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        items.forEach(Webhooks::split);
    }

    @Override
    public Created create(Values values, Caller caller) {
        String secret = values.text("secret").orElseThrow(() -> ApiError.invalid("secret", "", "Secret field is required"));
        Map<String, @Nullable Object> row = row(values, caller);
        row.put("secret", checked(secret));
        return Created.item(store.insert("provisioning.webhooks", row));
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        Map<String, @Nullable Object> row = row(values, caller);
        values.text("secret").ifPresent(secret -> row.put("secret", checked(secret)));
        row.put("failures", 0);
        row.put("next_attempt_at", null);
        store.update("provisioning.webhooks", current.whole("id"), row);
    }

    @Override
    public void delete(Item current, Caller caller) {
        store.execute("delete from provisioning.webhooks where id = ?", current.whole("id"));
    }

    private Map<String, @Nullable Object> row(Values values, Caller caller) {
        Target.of(values.require("url"));
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        boolean ofAll = caller.superuser() && !values.has(ResellerReference.FIELD);
        row.put(ResellerReference.FIELD, ofAll ? null : ResellerReference.of(values, caller, store));
        row.put("url", values.require("url"));
        row.put("events", events(values));
        row.put("description", values.sql("description"));
        row.put("active", values.flag("active"));
        return row;
    }

    private static String events(Values values) {
        List<String> events = new ArrayList<>();
        for (JsonNode event : values.fields().path("events").values()) {
            if (!EVENT.matcher(event.stringValue()).matches()) {
                throw ApiError.invalid("events", event.stringValue(), "Value must be a type such as subscriber.created, subscriber.* or *");
            }
            events.add(event.stringValue());
        }
        return String.join(",", events);
    }

    private static String checked(String secret) {
        if (secret.length() < MIN_SECRET) {
            throw ApiError.invalid("secret", "********", "Secret must have at least %d characters".formatted(MIN_SECRET));
        }
        return secret;
    }

    private static void split(Item item) {
        String events = item.text("events");
        item.fields().putArray("events");
        Stream.of(events.split(",")).forEach(item.fields().withArray("events")::add);
    }

    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (Field field : TABLE.fields()) {
            fields.add(field.name().equals("events") ? many("events", new FieldType.Text(64)).required() : field);
        }
        fields.add(text("secret").secret());
        return fields;
    }
}
