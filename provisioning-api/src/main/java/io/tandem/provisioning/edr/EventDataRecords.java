package io.tandem.provisioning.edr;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code events}: rows of {@code accounting.events} with their tags as fields. Read only. */
public final class EventDataRecords extends TableResource {
    private static final String SINCE_EPOCH = "timestampdiff(second, '1970-01-01', {moment})";
    private static final Table TABLE = Table.of("accounting.events e", "e.id", "1 = 1").ownedBy("e.reseller_id")
        .with("e", choice("type", "start_profile", "update_profile", "end_profile", "start_huntgroup", "end_huntgroup", "start_ivr", "end_ivr").filter(),
            whole("subscriber_id").filter().refersTo("subscribers"), whole("reseller_id").filter().refersTo("resellers"), text("old_status"),
            text("new_status"), timestamp("timestamp"), text("export_status").filter(), timestamp("exported_at"))
        .filter("timestamp_from", "e.timestamp >= " + SINCE_EPOCH).filter("timestamp_to", "e.timestamp < " + SINCE_EPOCH + " + 1");
    private static final List<String> TAGS = List.of("primary_number_cc", "primary_number_ac", "primary_number_sn", "subscriber_profile_name",
        "subscriber_profile_set_name", "non_primary_alias_username");

    public EventDataRecords(Store store) {
        super(Declaration.of("events", "Profiles, aliases and hunt groups that subscribers got and lost", fields()).withFilters(TABLE.filters().keySet()),
            TABLE, store);
    }

    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        TAGS.forEach(tag -> fields.add(text(tag)));
        return fields.stream().map(Field::readOnly).toList();
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        if (items.isEmpty()) {
            return;
        }
        Map<String, Item> byId = items.stream().collect(Collectors.toMap(Item::id, Function.identity()));
        items.forEach(item -> TAGS.forEach(item.fields()::putNull));
        store.jdbc().sql("select d.event_id, t.tag, d.val from accounting.events_tag_data d join accounting.events_tag t on t.id = d.tag_id "
                + "where d.event_id in (:ids)").param("ids", byId.keySet())
            .query(row -> {
                Item item = byId.get(row.getString(1));
                if (item != null && TAGS.contains(row.getString(2))) {
                    item.fields().put(row.getString(2), row.getString(3));
                }
            });
    }
}
