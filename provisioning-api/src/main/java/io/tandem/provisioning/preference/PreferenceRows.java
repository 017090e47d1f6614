package io.tandem.provisioning.preference;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.provisioning.table.Store;

/** Stored preferences of one level. */
public final class PreferenceRows {
    private final Store store;
    private final Level level;

    public PreferenceRows(Store store, Level level) {
        this.store = store;
        this.level = level;
    }

    /** One stored value.
     * @param content of a blob, base64; empty otherwise */
    record Stored(String attribute, String value, String contentType, String content) {}

    /** Sets one attribute by name, whoever may set it; no values remove it. */
    public void put(long owner, String attribute, Collection<String> values) {
        long id = store.number("select id from provisioning.voip_preferences where attribute = ?", attribute)
            .orElseThrow(() -> new IllegalArgumentException("no preference " + attribute + " in the catalogue"));
        store.execute("delete from " + level.table() + " where " + level.owner() + " = ? and attribute_id = ?", owner, id);
        values.forEach(value -> insert(owner, id, value));
    }

    Map<Long, List<Stored>> of(Collection<Long> owners) {
        Map<Long, List<Stored>> found = new HashMap<>();
        if (owners.isEmpty()) {
            return found;
        }
        String marks = String.join(", ", Collections.nCopies(owners.size(), "?"));
        store.jdbc().sql("select p." + level.owner() + ", a.attribute, p.value, b.content_type, b.value from " + level.table()
                + " p join provisioning.voip_preferences a on a.id = p.attribute_id left join " + level.table() + "_blob b on b.preference_id = p.id"
                + " where p." + level.owner() + " in (" + marks + ") order by p.id")
            .params(new ArrayList<>(owners)).query(row -> {
                byte[] blob = row.getBytes(5);
                found.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(new Stored(row.getString(2), row.getString(3),
                    blob == null ? "" : row.getString(4), blob == null ? "" : Base64.getEncoder().encodeToString(blob)));
            });
        return found;
    }

    void clear(long owner, Collection<Attribute> attributes) {
        String marks = String.join(", ", Collections.nCopies(attributes.size(), "?"));
        List<Object> parameters = new ArrayList<>(List.of(owner));
        attributes.forEach(attribute -> parameters.add(attribute.id()));
        store.execute("delete from " + level.table() + " where " + level.owner() + " = ? and attribute_id in (" + marks + ")", parameters.toArray());
    }

    long insert(long owner, long attribute, String value) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(level.owner(), owner);
        row.put("attribute_id", attribute);
        row.put("value", value);
        return store.insert(level.table(), row);
    }

    void insertBlob(long owner, long attribute, String contentType, byte[] content) {
        long preference = insert(owner, attribute, "");
        store.insert(level.table() + "_blob", Map.of("preference_id", preference, "content_type", contentType, "value", content));
    }
}
