package io.tandem.provisioning.subscriber;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Store;

/** Which PBX groups a subscriber rings in. A group keeps its members' URIs in its preference {@code cloud_pbx_hunt_group}. */
final class HuntGroups {
    private static final String ATTRIBUTE = "(select id from provisioning.voip_preferences where attribute = 'cloud_pbx_hunt_group')";
    private static final String URI = "concat('sip:', s.username, '@', d.domain)";

    private final Store store;

    HuntGroups(Store store) {
        this.store = store;
    }

    /** Ids of the groups by member. */
    Map<Long, List<Long>> of(Collection<Long> members) {
        Map<Long, List<Long>> found = new HashMap<>();
        if (members.isEmpty()) {
            return found;
        }
        String marks = String.join(", ", Collections.nCopies(members.size(), "?"));
        store.jdbc().sql("select s.id, p.subscriber_id from provisioning.voip_subscribers s join provisioning.voip_domains d on d.id = s.domain_id "
                + "join provisioning.voip_usr_preferences p on p.attribute_id = " + ATTRIBUTE + " and p.value = " + URI
                + " where s.id in (" + marks + ") order by p.subscriber_id")
            .params(new ArrayList<>(members)).query(row -> {
                found.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(row.getLong(2));
            });
        return found;
    }

    /** Makes a subscriber member of exactly these groups of his customer. */
    void join(Placement place, long member, String username, Collection<Long> groups) {
        String uri = "sip:" + username + "@" + place.domain();
        for (long left : of(List.of(member)).getOrDefault(member, List.of())) {
            store.execute("delete from provisioning.voip_usr_preferences where subscriber_id = ? and value = ? and attribute_id = " + ATTRIBUTE,
                left, uri);
            store.changed(ChangeLog.SUBSCRIBER, left);
        }
        for (long group : groups) {
            if (!store.exists("select 1 from provisioning.voip_subscribers where id = ? and account_id = ? and is_pbx_group = 1", group,
                    place.customerId())) {
                throw ApiError.unprocessable("Invalid id '%d' in pbx_group_ids, does not exist for this customer.".formatted(group));
            }
            store.execute("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) values (?, " + ATTRIBUTE + ", ?)",
                group, uri);
            store.changed(ChangeLog.SUBSCRIBER, group);
        }
    }
}
