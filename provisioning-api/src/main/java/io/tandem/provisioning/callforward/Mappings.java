package io.tandem.provisioning.callforward;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.data.forward.ForwardPublication;
import io.tandem.data.forward.ForwardType;
import io.tandem.provisioning.owner.OwnerPreferences;
import io.tandem.provisioning.preference.Level;
import io.tandem.provisioning.preference.PreferenceRows;
import io.tandem.provisioning.table.Store;

/** The mappings of subscribers. The preference of each type holds the ids of its mappings in their order, so that call nodes see them. */
final class Mappings {
    private static final String RING_TIMEOUT = "ringtimeout";
    private static final String NAMES = Stream.of(SetKind.values())
        .map(kind -> ", m.%1$s, %1$s_set.name".formatted(kind.reference())).collect(Collectors.joining());
    private static final String JOINS = Stream.of(SetKind.values())
        .map(kind -> " left join %s %2$s_set on %2$s_set.id = m.%2$s".formatted(kind.setTable(), kind.reference())).collect(Collectors.joining());

    private final Store store;
    private final PreferenceRows preferences;

    Mappings(Store store) {
        this.store = store;
        this.preferences = new PreferenceRows(store, Level.SUBSCRIBER);
    }

    /** By subscriber, in the order in which they are tried. */
    Map<Long, List<Mapping>> of(Collection<Long> subscribers) {
        Map<Long, List<Mapping>> found = new HashMap<>();
        if (!subscribers.isEmpty()) {
            store.jdbc().sql("select m.subscriber_id, m.id, m.type, m.enabled, m.use_redirection" + NAMES + " from provisioning.voip_cf_mappings m" + JOINS
                    + " where m.subscriber_id in (" + Store.marks(subscribers.size()) + ") order by m.id")
                .params(new ArrayList<>(subscribers)).query(row -> {
                    found.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(mapping(row));
                });
        }
        return found;
    }

    /** Seconds by subscriber. */
    Map<Long, Long> ringTimeouts(Collection<Long> subscribers) {
        Map<Long, Long> found = new HashMap<>();
        OwnerPreferences.of(store, RING_TIMEOUT, subscribers).forEach((subscriber, values) -> found.put(subscriber, Long.valueOf(values.getFirst())));
        return found;
    }

    void insert(long subscriber, ForwardType type, Map<SetKind, Long> sets, boolean enabled, boolean useRedirection) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("subscriber_id", subscriber);
        row.put("type", type.word());
        sets.forEach((kind, id) -> row.put(kind.reference(), id));
        row.put("enabled", enabled);
        row.put("use_redirection", useRedirection);
        store.insert("provisioning.voip_cf_mappings", row);
    }

    void removeAll(long subscriber) {
        store.execute("delete from provisioning.voip_cf_mappings where subscriber_id = ?", subscriber);
    }

    void remove(long mapping) {
        store.execute("delete from provisioning.voip_cf_mappings where id = ?", mapping);
    }

    void removeThose(long subscriber, Predicate<Mapping> which) {
        of(List.of(subscriber)).getOrDefault(subscriber, List.of()).stream().filter(which).map(Mapping::id).forEach(this::remove);
        publish(subscriber);
    }

    /** Writes what call nodes read; after the last change of a subscriber's mappings. */
    void publish(long subscriber) {
        store.execute(ForwardPublication.DELETE, subscriber);
        store.execute(ForwardPublication.INSERT, subscriber);
    }

    /** @param seconds empty for the default of the call nodes */
    void ringFor(long subscriber, Optional<Long> seconds) {
        preferences.put(subscriber, RING_TIMEOUT, seconds.map(String::valueOf).stream().toList());
    }

    private static Mapping mapping(ResultSet row) throws SQLException {
        Map<SetKind, Mapping.SetName> sets = new EnumMap<>(SetKind.class);
        int index = 6;
        for (SetKind kind : SetKind.values()) {
            long id = row.getLong(index++);
            String name = row.getString(index++);
            if (name != null) {
                sets.put(kind, new Mapping.SetName(id, name));
            }
        }
        return new Mapping(row.getLong(2), ForwardType.valueOf(row.getString(3).toUpperCase(Locale.ROOT)), sets, row.getBoolean(4), row.getBoolean(5));
    }
}
