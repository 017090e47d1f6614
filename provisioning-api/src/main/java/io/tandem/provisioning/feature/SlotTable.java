package io.tandem.provisioning.feature;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.tandem.provisioning.callforward.Destinations;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.ArrayNode;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;

/** A table that gives each slot of a subscriber a destination.
 * @param field  that shows the slots
 * @param column of the slot */
record SlotTable(String table, String field, String column, List<String> slots) {
    private record Slot(long subscriber, String slot, String destination) {}

    Field declared() {
        return Field.many(field, new FieldType.Group(List.of(choice("slot", slots.toArray(String[]::new)).required(), text("destination").required())));
    }

    void fill(Store store, List<Item> items) {
        Map<Long, List<Slot>> found = of(store, items.stream().map(item -> item.whole("id")).toList());
        for (Item item : items) {
            ArrayNode shown = item.fields().putArray(field);
            found.getOrDefault(item.whole("id"), List.of())
                .forEach(slot -> shown.addObject().put("slot", slot.slot()).put("destination", slot.destination()));
        }
    }

    void write(Store store, Owner owner, Values values) {
        Destinations destinations = new Destinations(store);
        Set<String> seen = new HashSet<>();
        store.execute("delete from " + table + " where subscriber_id = ?", owner.id());
        for (Values slot : values.groups(field)) {
            String name = slot.require("slot");
            if (!seen.add(name)) {
                throw ApiError.invalid(field + ".slot", name, "The slot is given twice");
            }
            store.insert(table, Map.of("subscriber_id", owner.id(), column, name, "destination",
                destinations.require(field + ".destination", slot.require("destination"), owner, false)));
        }
    }

    private Map<Long, List<Slot>> of(Store store, Collection<Long> subscribers) {
        if (subscribers.isEmpty()) {
            return Map.of();
        }
        String marks = Store.marks(subscribers.size());
        String sql = "select subscriber_id, " + column + ", destination from " + table + " where subscriber_id in (" + marks + ") order by " + column;
        return store.jdbc().sql(sql)
            .params(new ArrayList<>(subscribers)).query((row, _) -> new Slot(row.getLong(1), row.getString(2), row.getString(3))).list().stream()
            .collect(Collectors.groupingBy(Slot::subscriber, Collectors.mapping(Function.identity(), Collectors.toList())));
    }
}
