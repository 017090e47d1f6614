package io.tandem.data.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;

/**
 * Preference values of one owner. Immutable. An attribute that nobody set is absent: what then applies is the default of its key, or the reader's.
 *
 * <p>{@link #get} is what calls use: the values of all {@link CallPreferences} are read once, when this is made; a look-up is two array accesses
 * and allocates nothing. The other methods take any attribute by its name.
 */
public final class Preferences {
    public static final Preferences NONE = new Preferences(Map.of());

    private final Map<String, List<String>> values;
    private final long[] present; // a bit for each key that has a value
    private final Object[] typed; // their values, in the order of the keys

    /** @param values attribute name to its values, in the order in which they were stored; empty lists count as absent */
    public Preferences(Map<String, List<String>> values) {
        Map<String, List<String>> copy = new TreeMap<>();
        values.forEach((name, list) -> {
            if (!list.isEmpty()) copy.put(name, List.copyOf(list));
        });
        this.values = Map.copyOf(copy);
        List<PreferenceKey<?>> keys = CallPreferences.all();
        present = new long[(keys.size() + Long.SIZE - 1) / Long.SIZE];
        List<Object> read = new ArrayList<>();
        for (PreferenceKey<?> key : keys) {
            List<String> stored = copy.get(key.name());
            if (stored != null) {
                key.read(stored).ifPresent(value -> {
                    present[key.index() / Long.SIZE] |= 1L << key.index();
                    read.add(value);
                });
            }
        }
        typed = read.toArray();
    }

    /** The value of a preference that calls read; what applies without one if it is not set here. */
    @SuppressWarnings("unchecked") // the constructor put there what the key has read
    public <T> T get(PreferenceKey<T> key) {
        int word = key.index() / Long.SIZE;
        long bit = 1L << key.index();
        if ((present[word] & bit) == 0) return key.absent();
        int place = Long.bitCount(present[word] & bit - 1);
        for (int i = 0; i < word; i++) place += Long.bitCount(present[i]);
        return (T) typed[place];
    }

    /** True if the preference is stored here, or on the level that this was laid over. */
    public boolean has(PreferenceKey<?> key) { return (present[key.index() / Long.SIZE] & 1L << key.index()) != 0; }

    public Map<String, List<String>> values() { return values; }

    /** The value of a single-valued attribute; the first of a list. */
    public Optional<String> string(String name) { return list(name).stream().findFirst(); }

    /** All values of an attribute; empty if it is not set. */
    public List<String> list(String name) { return values.getOrDefault(name, List.of()); }

    /** True if the attribute is set to something else than 0 or nothing. */
    public boolean isSet(String name) { return string(name).filter(value -> !value.isEmpty() && !"0".equals(value)).isPresent(); }

    /** The attribute as a number; empty if it is not set or is no number. */
    public OptionalInt number(String name) {
        return string(name).filter(value -> value.matches("-?\\d{1,9}")).map(value -> OptionalInt.of(Integer.parseInt(value)))
                .orElseGet(OptionalInt::empty);
    }

    /** These preferences, and those of a wider level (profile, domain) for attributes that are not set here. Lists are not mixed. */
    public Preferences over(Preferences wider) {
        if (wider.values.isEmpty()) return this;
        if (values.isEmpty()) return wider;
        Map<String, List<String>> merged = new TreeMap<>(wider.values);
        merged.putAll(values);
        return new Preferences(merged);
    }

    @Override public boolean equals(Object other) { return other instanceof Preferences preferences && values.equals(preferences.values); }

    @Override public int hashCode() { return values.hashCode(); }

    @Override public String toString() { return "Preferences" + values; }
}
