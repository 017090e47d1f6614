package io.tandem.provisioning.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.access.Scope;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.many;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code subscriberprofiles}. A profile has preferences of its own and lists those that its subscribers may see and change. The first
 * of a set, and later the one marked last, is what new subscribers of the set get.
 */
public final class Profiles extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String STORED = "provisioning.voip_subscriber_profiles";
    private static final String SET = "profile_set_id";
    private static final String ATTRIBUTES = "attribute";
    private static final int NAME_LENGTH = 63;
    private static final Table TABLE = Table.of(STORED + " f join provisioning.voip_subscriber_profile_sets t on t.id = f.set_id", "f.id", "1 = 1")
        .ownedBy("t.reseller_id").visibleTo(Scope.Level.CUSTOMER, "t.reseller_id = {reseller}")
        .with("f", text("name").required().filter(), text("description").required(), flag("set_default"))
        .with(whole(SET).required().filter().refersTo("subscriberprofilesets"), "f.set_id")
        .filter("reseller_id", "t.reseller_id {match}");

    public Profiles(Store store) {
        super(declared(), TABLE, store);
    }

    private static Declaration declared() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.add(many(ATTRIBUTES, new FieldType.Text(NAME_LENGTH)));
        return Declaration.of("subscriberprofiles", "What subscribers of a kind have and may change", fields).withFilters(TABLE.filters().keySet())
            .relatedTo("profilepreferences").access(Access.of(Party.A, Party.R, Party.K).read(Party.SA)).withJournal();
    }

    @Override
    public Created create(Values values, Caller caller) {
        long set = requireSet(values, caller);
        boolean first = !store.exists("select 1 from provisioning.voip_subscriber_profiles where set_id = ? limit 1", set);
        long id = store.unique(taken(values), () -> store.insert(STORED, row(values, set, first)));
        write(id, set, values);
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long id = current.whole("id");
        long set = requireSet(values, caller);
        store.unique(taken(values), () -> {
            store.update(STORED, id, row(values, set, false));
            return id;
        });
        store.execute("update provisioning.voip_subscriber_profiles set modify_timestamp = current_timestamp(6) where id = ?", id);
        write(id, set, values);
    }

    @Override
    public void delete(Item current, Caller caller) {
        changed(store, current.whole("id"));
        store.execute("delete from provisioning.voip_subscriber_profiles where id = ?", current.whole("id"));
    }

    /** Tells readers of the profile and of its subscribers. */
    static void changed(Store store, long profile) {
        store.changed(ChangeLog.PROFILE, profile);
    }

    private static Map<String, @Nullable Object> row(Values values, long set, boolean first) {
        Map<String, @Nullable Object> row = values.row(List.of("name", "description"));
        row.put("set_id", set);
        row.put("set_default", first || values.flag("set_default"));
        return row;
    }

    private void write(long id, long set, Values values) {
        if (values.flag("set_default")) {
            store.execute("update provisioning.voip_subscriber_profiles set set_default = 0 where set_id = ? and id <> ?", set, id);
        }
        store.execute("delete from provisioning.voip_profile_attributes where profile_id = ?", id);
        for (String name : attributes(values)) {
            long attribute = store.number("select id from provisioning.voip_preferences where attribute = ? and usr_pref = 1", name)
                .orElseThrow(() -> ApiError.invalid(ATTRIBUTES, name, "no preference of this name exists"));
            store.insert("provisioning.voip_profile_attributes", Map.of("profile_id", id, "attribute_id", attribute));
        }
        changed(store, id);
    }

    private static Set<String> attributes(Values values) {
        Set<String> names = new LinkedHashSet<>();
        if (values.fields().get(ATTRIBUTES) instanceof ArrayNode array) {
            array.values().stream().map(JsonNode::asString).forEach(names::add);
        }
        return names;
    }

    private static String taken(Values values) {
        return "Subscriber profile with name '%s' already exists in this set.".formatted(values.require("name"));
    }

    private long requireSet(Values values, Caller caller) {
        long set = values.requireWhole(SET);
        Optional<Long> reseller = store.number("select reseller_id from provisioning.voip_subscriber_profile_sets where id = ?", set);
        if (reseller.filter(caller.scope()::reaches).isEmpty()) {
            throw ApiError.unprocessable("Invalid 'profile_set_id', doesn't exist.");
        }
        return set;
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        Map<Long, ArrayNode> lists = new LinkedHashMap<>();
        items.forEach(item -> lists.put(item.whole("id"), item.fields().putArray(ATTRIBUTES)));
        if (!lists.isEmpty()) {
            store.jdbc().sql("select l.profile_id, a.attribute from provisioning.voip_profile_attributes l join provisioning.voip_preferences a "
                + "on a.id = l.attribute_id where l.profile_id in (" + Store.marks(lists.size()) + ") order by a.id")
                .params(new ArrayList<>(lists.keySet())).query(row -> {
                    String attribute = row.getString(2);
                    lists.computeIfPresent(row.getLong(1), (_, list) -> list.add(attribute));
                });
        }
    }
}
