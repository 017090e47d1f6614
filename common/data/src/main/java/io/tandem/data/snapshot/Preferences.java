package io.tandem.data.snapshot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Preference values by attribute name. Immutable. An attribute that nobody set is absent: what then applies is the reader's default.
 *
 * @param values attribute name to its values, in the order in which they were stored; no empty lists
 */
public record Preferences(Map<String, List<String>> values) {
    public static final Preferences NONE = new Preferences(Map.of());

    public Preferences {
        Map<String, List<String>> copy = new TreeMap<>();
        values.forEach((name, list) -> {
            if (!list.isEmpty()) copy.put(name, List.copyOf(list));
        });
        values = Map.copyOf(copy);
    }

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
}
