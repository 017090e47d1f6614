package io.tandem.provisioning.feature;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.OwnerSettings;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.ArrayNode;

import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code ccmapentries}: numbers and PINs that may call through a subscriber. A key belongs to one subscriber of the whole switch. */
public final class CallThroughKeys extends OwnerSettings implements Resource.Deletes {
    private static final String FIELD = "mappings";
    private static final String DELETE =
        "delete from provisioning.voip_cc_mappings where uuid = (select uuid from provisioning.voip_subscribers where id = ?)";
    private static final Declaration DECLARATION = Declaration.of("ccmapentries", "Numbers and PINs that may call through a subscriber",
        List.of(Field.many(FIELD, new FieldType.Group(List.of(text("auth_key").required())))))
        .called("ccmapentry").withAllPatchOps().withJournal().relatedTo("subscribers");

    public CallThroughKeys(Store store) {
        super(DECLARATION, OwnedTables.subscribers(""), store);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        Map<Long, List<String>> keys = of(ids(items));
        for (Item item : items) {
            ArrayNode shown = item.fields().putArray(FIELD);
            keys.getOrDefault(item.whole("id"), List.of()).forEach(key -> shown.addObject().put("auth_key", key));
        }
    }

    @Override
    protected void write(Owner owner, Values values, Caller caller) {
        store.execute(DELETE, owner.id());
        for (Values mapping : values.groups(FIELD)) {
            String key = mapping.require("auth_key");
            store.unique("The auth_key '%s' already exists.".formatted(key),
                () -> store.insert("provisioning.voip_cc_mappings", Map.of("uuid", owner.uuid(), "auth_key", key)));
        }
    }

    @Override
    public void delete(Item current, Caller caller) {
        store.execute(DELETE, current.whole("id"));
        store.changed(ChangeLog.SUBSCRIBER, current.whole("id"));
    }

    private Map<Long, List<String>> of(Collection<Long> subscribers) {
        Map<Long, List<String>> found = new HashMap<>();
        if (!subscribers.isEmpty()) {
            store.jdbc().sql("select s.id, c.auth_key from provisioning.voip_cc_mappings c join provisioning.voip_subscribers s on s.uuid = c.uuid "
                    + "where s.id in (" + Store.marks(subscribers.size()) + ") order by c.id")
                .params(new ArrayList<>(subscribers)).query(row -> {
                    found.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(row.getString(2));
                });
        }
        return found;
    }
}
