package io.tandem.provisioning.preference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.table.Store;

/**
 * Which attributes a caller may see and set. Administrators may all; subscribers those that the catalogue exposes to them and, where they have a
 * profile, that it lists (provisioning.md §1.14).
 */
final class Exposure {
    private final Catalogue catalogue;
    private final Store store;

    Exposure(Catalogue catalogue, Store store) {
        this.catalogue = catalogue;
        this.store = store;
    }

    static boolean isLimited(Caller caller) {
        return caller.role().isSubscriber();
    }

    /** What the catalogue alone allows him. */
    Set<String> to(Caller caller, Level level) {
        Map<String, Attribute> all = catalogue.of(level);
        if (!isLimited(caller)) {
            return all.keySet();
        }
        Set<String> exposed = new HashSet<>(catalogue.exposedTo(caller.role() == Role.SUBSCRIBERADMIN ? "expose_to_customer" : "expose_to_subscriber"));
        exposed.retainAll(all.keySet());
        return exposed;
    }

    /** The same by subscriber, each with what his profile leaves of it. */
    Map<Long, Set<String>> to(Caller caller, Collection<Long> subscribers) {
        Set<String> exposed = to(caller, Level.SUBSCRIBER);
        Map<Long, Set<String>> allowed = new HashMap<>();
        subscribers.forEach(subscriber -> allowed.put(subscriber, exposed));
        if (isLimited(caller) && !subscribers.isEmpty()) {
            profiles(subscribers).forEach((subscriber, listed) -> {
                listed.retainAll(exposed);
                allowed.put(subscriber, listed);
            });
        }
        return allowed;
    }

    /** The attributes that the profile of each subscriber lists; who has no profile is missing. */
    private Map<Long, Set<String>> profiles(Collection<Long> subscribers) {
        Map<Long, Set<String>> listed = new HashMap<>();
        store.jdbc().sql("select s.id, a.attribute from provisioning.voip_subscribers s left join provisioning.voip_profile_attributes l "
            + "on l.profile_id = s.profile_id left join provisioning.voip_preferences a on a.id = l.attribute_id "
            + "where s.profile_id is not null and s.id in (" + Store.marks(subscribers.size()) + ")")
            .params(new ArrayList<>(subscribers)).query(row -> {
                Set<String> attributes = listed.computeIfAbsent(row.getLong(1), _ -> new HashSet<>());
                String attribute = row.getString(2);
                if (attribute != null) {
                    attributes.add(attribute);
                }
            });
        return listed;
    }
}
