package io.tandem.provisioning.feature;

import java.util.List;
import java.util.Map;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.OwnerPreferences;
import io.tandem.provisioning.owner.OwnerSettings;
import io.tandem.provisioning.preference.Level;
import io.tandem.provisioning.preference.PreferenceRows;
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
import tools.jackson.databind.node.ArrayNode;

import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code managersecretary}: whose calls go to which secretaries. Kept in the preferences of those names. */
public final class ManagerSecretary extends OwnerSettings implements Resource.Deletes {
    private static final String NUMBERS = "secretary_numbers";
    private static final Table TABLE = OwnedTables.subscribers("").with("s", text("uuid").required().filter());
    private static final Declaration DECLARATION = Declaration.of("managersecretary", "Managers and the numbers of their secretaries",
        List.of(TABLE.fields().getFirst(), Field.many(NUMBERS, new FieldType.Group(List.of(text("number", 128).required())))))
        .called("managersecretary").relatedTo("subscribers").withJournal().access(Access.of(Party.A, Party.R, Party.SA, Party.S));

    private final PreferenceRows preferences;

    public ManagerSecretary(Store store) {
        super(DECLARATION, TABLE, store);
        preferences = new PreferenceRows(store, Level.SUBSCRIBER);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        Map<Long, List<String>> numbers = OwnerPreferences.of(store, NUMBERS, ids(items));
        for (Item item : items) {
            ArrayNode shown = item.fields().putArray(NUMBERS);
            numbers.getOrDefault(item.whole("id"), List.of()).forEach(number -> shown.addObject().put("number", number));
        }
    }

    @Override
    protected void write(Owner owner, Values values, Caller caller) {
        String uuid = values.require("uuid");
        if (!uuid.equals(owner.uuid())) {
            throw ApiError.invalid("uuid", uuid, "Subscriber %d has the uuid %s".formatted(owner.id(), owner.uuid()));
        }
        put(owner.id(), values.groups(NUMBERS).stream().map(number -> number.require("number")).toList());
    }

    @Override
    public void delete(Item current, Caller caller) {
        put(current.whole("id"), List.of());
        store.changed(ChangeLog.SUBSCRIBER, current.whole("id"));
    }

    private void put(long subscriber, List<String> numbers) {
        preferences.put(subscriber, "manager_secretary", numbers.isEmpty() ? List.of() : List.of("1"));
        preferences.put(subscriber, NUMBERS, numbers);
    }
}
