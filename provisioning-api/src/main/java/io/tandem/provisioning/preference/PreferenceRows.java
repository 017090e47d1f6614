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
    private final String table;
    private final String ofOwner;

    public PreferenceRows(Store store, Level level) {
        this.store = store;
        this.level = level;
        table = level.storage().table();
        ofOwner = level.storage().condition() + " and " + level.storage().owner();
    }

    /** One stored value.
     * @param content of a blob, base64; empty otherwise */
    record Stored(String attribute, String value, String contentType, String content) {}

    /** Sets one attribute by name, whoever may set it; no values remove it. */
    public void put(long owner, String attribute, Collection<String> values) {
        long id = store.number("select id from provisioning.voip_preferences where attribute = ?", attribute)
            .orElseThrow(() -> new IllegalArgumentException("no preference " + attribute + " in the catalogue"));
        store.execute("delete from " + table + " where " + ofOwner + " = ? and attribute_id = ?", owner, id);
        values.forEach(value -> insert(owner, id, value));
    }

    /** Sets several single-valued attributes by name, whoever may set them, with two statements; an empty value removes one. */
    public void putAll(long owner, Map<String, String> values) {
        clear(owner, values.keySet());
        List<Object> parameters = new ArrayList<>();
        values.forEach((attribute, value) -> {
            if (!value.isEmpty()) {
                parameters.addAll(List.of(owner, attribute, value));
            }
        });
        if (!parameters.isEmpty()) {
            String one = "(?, (select id from provisioning.voip_preferences where attribute = ?), ?)";
            store.execute("insert into " + table + " (" + level.storage().owner() + ", attribute_id, value) values "
                + String.join(", ", Collections.nCopies(parameters.size() / 3, one)), parameters.toArray());
        }
    }

    /** The values of one attribute. */
    public List<String> get(long owner, String attribute) {
        return store.texts("select v.value from " + table + " v join provisioning.voip_preferences a on a.id = v.attribute_id "
            + "where " + ofOwner + " = ? and a.attribute = ? order by v.id", owner, attribute);
    }

    Map<Long, List<Stored>> of(Collection<Long> owners) {
        Map<Long, List<Stored>> found = new HashMap<>();
        if (owners.isEmpty()) {
            return found;
        }
        store.jdbc().sql(select(owners.size())).params(new ArrayList<>(owners)).query(row -> {
            byte[] blob = row.getBytes(5);
            found.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(new Stored(row.getString(2), row.getString(3),
                blob == null ? "" : row.getString(4), blob == null ? "" : Base64.getEncoder().encodeToString(blob)));
        });
        return found;
    }

    private String select(int owners) {
        Level.Storage storage = level.storage();
        return "select v." + storage.owner() + ", a.attribute, v.value, " + (storage.blobs() ? "b.content_type, b.value" : "null, null")
            + " from " + table + " v join provisioning.voip_preferences a on a.id = v.attribute_id"
            + (storage.blobs() ? " left join " + table + "_blob b on b.preference_id = v.id" : "")
            + " where " + ofOwner + " in (" + Store.marks(owners) + ") order by v.id";
    }

    void clear(long owner, Collection<String> attributes) {
        String marks = Store.marks(attributes.size());
        List<Object> parameters = new ArrayList<>(List.of(owner));
        parameters.addAll(attributes);
        store.execute("delete from " + table + " where " + ofOwner + " = ? and attribute_id in (select a.id from provisioning.voip_preferences a "
            + "where a.attribute in (" + marks + "))", parameters.toArray());
    }

    long insert(long owner, long attribute, String value) {
        Map<String, Object> row = new LinkedHashMap<>();
        if (level == Level.LOCATION) {
            row.put("contract_id", customerOf(owner));
        }
        row.put(level.storage().owner(), owner);
        row.put("attribute_id", attribute);
        row.put("value", value);
        return store.insert(table, row);
    }

    long customerOf(long location) {
        return store.number("select contract_id from provisioning.voip_contract_locations where id = ?", location).orElseThrow();
    }

    void insertBlob(long owner, long attribute, String contentType, byte[] content) {
        long preference = insert(owner, attribute, "");
        store.insert(table + "_blob", Map.of("preference_id", preference, "content_type", contentType, "value", content));
    }
}
