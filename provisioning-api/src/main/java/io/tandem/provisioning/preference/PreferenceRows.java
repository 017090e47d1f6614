package io.tandem.provisioning.preference;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.table.Store;

/** Stored preferences of one level. Any thread. */
public final class PreferenceRows {
    private final Store store;
    private final Level level;
    private final String table;
    private final String ofOwner;
    /** By attribute. Read once: the catalogue changes only with a migration. */
    private volatile Map<String, Long> ids = Map.of();

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
    public void put(long owner, String attribute, List<String> values) {
        clear(owner, List.of(attribute));
        insert(owner, Map.of(attribute, values));
    }

    /**
     * Sets several attributes by name, whoever may set them, with two statements; those that are right already stay as they are.
     *
     * @param before what stands there, as {@link #all} reads it
     * @param wanted values in their order; none remove an attribute
     */
    public void change(long owner, Map<String, List<String>> before, Map<String, List<String>> wanted) {
        Map<String, List<String>> changed = new LinkedHashMap<>(wanted);
        changed.entrySet().removeIf(entry -> entry.getValue().equals(before.getOrDefault(entry.getKey(), List.of())));
        clear(owner, before.isEmpty() ? List.of() : changed.keySet()); // also what somebody else has set since: another item's write waits for no lock
        insert(owner, changed);
    }

    /** All values by attribute, in their order; that of a blob is empty. */
    public Map<String, List<String>> all(long owner) {
        Map<String, List<String>> values = new HashMap<>();
        store.jdbc().sql("select a.attribute, v.value from " + table + " v join provisioning.voip_preferences a on a.id = v.attribute_id where " + ofOwner
            + " = ? order by v.id").param(owner).query(row -> {
                values.computeIfAbsent(row.getString(1), _ -> new ArrayList<>()).add(row.getString(2));
            });
        return values;
    }

    /** The values of one attribute. */
    public List<String> get(long owner, String attribute) {
        return store.texts("select v.value from " + table + " v where " + ofOwner + " = ? and v.attribute_id = ? order by v.id", owner, id(attribute));
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

    private void clear(long owner, Collection<String> attributes) {
        if (!attributes.isEmpty()) {
            List<Object> parameters = new ArrayList<>(List.of(owner));
            attributes.forEach(attribute -> parameters.add(id(attribute)));
            store.execute("delete from " + table + " where " + ofOwner + " = ? and attribute_id in (" + Store.marks(attributes.size()) + ")",
                parameters.toArray());
        }
    }

    private void insert(long owner, Map<String, List<String>> values) {
        if (values.values().stream().allMatch(List::isEmpty)) {
            return;
        }
        Map<String, Object> owned = owned(owner);
        List<Map<String, Object>> rows = new ArrayList<>();
        values.forEach((attribute, all) -> all.forEach(value -> rows.add(with(owned, id(attribute), value))));
        store.insertAll(table, rows);
    }

    /** The columns of a row that say whose it is. */
    private Map<String, Object> owned(long owner) {
        Map<String, Object> row = new LinkedHashMap<>();
        if (level == Level.LOCATION) {
            row.put("contract_id", customerOf(owner));
        }
        row.put(level.storage().owner(), owner);
        return row;
    }

    private static Map<String, Object> with(Map<String, Object> owned, long attribute, String value) {
        Map<String, Object> row = new LinkedHashMap<>(owned);
        row.put("attribute_id", attribute);
        row.put("value", value);
        return row;
    }

    long customerOf(long location) {
        return store.number("select contract_id from provisioning.voip_contract_locations where id = ?", location).orElseThrow();
    }

    void insertBlob(long owner, String attribute, String contentType, byte[] content) {
        long preference = store.insert(table, with(owned(owner), id(attribute), ""));
        store.insert(table + "_blob", Map.of("preference_id", preference, "content_type", contentType, "value", content));
    }

    private long id(String attribute) {
        if (ids.isEmpty()) {
            Map<String, Long> read = new HashMap<>();
            store.jdbc().sql("select attribute, id from provisioning.voip_preferences").query(row -> {
                read.put(row.getString(1), row.getLong(2));
            });
            ids = Map.copyOf(read);
        }
        return Optional.ofNullable(ids.get(attribute)).orElseThrow(() -> new IllegalArgumentException("no preference " + attribute + " in the catalogue"));
    }
}
