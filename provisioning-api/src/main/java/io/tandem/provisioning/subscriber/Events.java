package io.tandem.provisioning.subscriber;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.provisioning.table.Store;

/** Writes event data records (provisioning.md §5.9): one for each profile and alias that a subscriber gets or loses, one for a hunt group. */
final class Events {
    private final Store store;

    Events(Store store) {
        this.store = store;
    }

    /** What is recorded of a subscriber.
     * @param profile id, 0 for none */
    record State(long profile, boolean huntGroup) {
        static final State NONE = new State(0, false);
    }

    /** As it is stored now. */
    State of(long subscriber) {
        return store.jdbc().sql("select coalesce(profile_id, 0), is_pbx_group from provisioning.voip_subscribers where id = ?").param(subscriber)
            .query((row, _) -> new State(row.getLong(1), row.getBoolean(2))).optional().orElse(State.NONE);
    }

    /** Records what lies between two states; call it while the subscriber's numbers are still his. */
    void record(long subscriber, long reseller, State before, State after) {
        if (before.profile() != after.profile()) {
            String type = before.profile() == 0 ? "start_profile" : after.profile() == 0 ? "end_profile" : "update_profile";
            recordProfile(type, subscriber, reseller, before, after);
        }
        if (before.huntGroup() != after.huntGroup()) {
            insert(after.huntGroup() ? "start_huntgroup" : "end_huntgroup", subscriber, reseller, "", "", Map.of());
        }
    }

    private void recordProfile(String type, long subscriber, long reseller, State before, State after) {
        Map<String, String> names = new LinkedHashMap<>();
        store.jdbc().sql("select f.name, t.name from provisioning.voip_subscriber_profiles f join provisioning.voip_subscriber_profile_sets t "
            + "on t.id = f.set_id where f.id = ?").param(after.profile() == 0 ? before.profile() : after.profile()).query(row -> {
                names.put("subscriber_profile_name", row.getString(1));
                names.put("subscriber_profile_set_name", row.getString(2));
            });
        List<String> aliases = store.texts("select username from provisioning.voip_dbaliases where subscriber_id = ? and is_primary = 0 order by id",
            subscriber);
        for (String alias : aliases.isEmpty() ? List.of("") : aliases) {
            Map<String, String> tags = new LinkedHashMap<>(names);
            tags.put("non_primary_alias_username", alias);
            insert(type, subscriber, reseller, text(before.profile()), text(after.profile()), tags);
        }
    }

    private void insert(String type, long subscriber, long reseller, String oldStatus, String newStatus, Map<String, String> more) {
        store.execute("insert into accounting.events (type, subscriber_id, reseller_id, old_status, new_status, timestamp) "
            + "values (?, ?, ?, ?, ?, unix_timestamp(current_timestamp(3)))", type, subscriber, reseller, oldStatus, newStatus);
        long event = store.number("select last_insert_id()").orElseThrow();
        Map<String, String> tags = new LinkedHashMap<>(more);
        store.jdbc().sql("select n.cc, n.ac, n.sn from billing.voip_numbers n join billing.voip_subscribers b on b.primary_number_id = n.id "
            + "where b.id = ?").param(subscriber).query(row -> {
                tags.put("primary_number_cc", row.getString(1));
                tags.put("primary_number_ac", row.getString(2));
                tags.put("primary_number_sn", row.getString(3));
            });
        tags.forEach((tag, value) -> {
            if (!value.isEmpty()) {
                store.execute("insert into accounting.events_tag_data (event_id, tag_id, val) select ?, id, ? from accounting.events_tag where tag = ?",
                    event, value, tag);
            }
        });
    }

    private static String text(long profile) {
        return profile == 0 ? "" : Long.toString(profile);
    }
}
