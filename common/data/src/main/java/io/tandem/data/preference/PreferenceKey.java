package io.tandem.data.preference;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A preference and the type of its value. Keys are the constants of {@link CallPreferences}; each has a place of its own in a snapshot, so that a
 * look-up needs neither a name nor an allocation. Immutable.
 *
 * @param <T> what readers get: an immutable value
 */
public final class PreferenceKey<T> {
    private final String name;
    private final int index;
    private final T absent;
    private final Function<List<String>, Optional<T>> reader;

    PreferenceKey(String name, int index, T absent, Function<List<String>, Optional<T>> reader) {
        this.name = name;
        this.index = index;
        this.absent = absent;
        this.reader = reader;
    }

    /** The attribute, as in {@code voip_preferences}. */
    public String name() { return name; }

    /** The place in a snapshot, from 0 on. */
    public int index() { return index; }

    /** What applies where nothing is stored, or nothing that can be understood. */
    public T absent() { return absent; }

    /** The value of stored texts; empty if they mean nothing. */
    public Optional<T> read(List<String> stored) { return reader.apply(stored); }

    @Override public String toString() { return name; }
}
