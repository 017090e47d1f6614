package io.tandem.provisioning.owner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.provisioning.table.Store;

/** Preferences of subscribers that resources show as fields of their own. */
public final class OwnerPreferences {
    private OwnerPreferences() {}

    /** The values of one attribute, by subscriber. */
    public static Map<Long, List<String>> of(Store store, String attribute, Collection<Long> subscribers) {
        Map<Long, List<String>> found = new HashMap<>();
        if (!subscribers.isEmpty()) {
            List<Object> parameters = new ArrayList<>(subscribers);
            parameters.add(attribute);
            store.jdbc().sql("select p.subscriber_id, p.value from provisioning.voip_usr_preferences p join provisioning.voip_preferences a "
                    + "on a.id = p.attribute_id where p.subscriber_id in (" + Store.marks(subscribers.size())
                    + ") and a.attribute = ? order by p.id")
                .params(parameters).query(row -> {
                    found.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(row.getString(2));
                });
        }
        return found;
    }
}
