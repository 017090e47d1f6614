package io.tandem.relay.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an ng message is made of; the same for both encodings. */
public sealed interface Value {
    /** Octets as ISO 8859-1 from bencode, text from JSON. */
    record Text(String text) implements Value {}

    record Number(long number) implements Value {}

    record Items(List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }

        /** Both lists, one behind the other. */
        public Items plus(Items more) {
            return new Items(Stream.concat(items.stream(), more.items.stream()).toList());
        }
    }

    /** Keys in the order they were put. */
    record Dictionary(Map<String, Value> entries) implements Value {
        public Dictionary {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        public static Builder with(String key, String text) {
            return new Builder().put(key, text);
        }

        public static Builder with(String key, long number) {
            return new Builder().put(key, number);
        }

        public static Builder builder() {
            return new Builder();
        }

        /** The text or number under this key, as text. */
        public Optional<String> text(String key) {
            Value value = entries.get(key);
            return value == null ? Optional.empty() : value.asText();
        }

        public Optional<Dictionary> dictionary(String key) {
            return entries.get(key) instanceof Dictionary inner ? Optional.of(inner) : Optional.empty();
        }
    }

    /** Collects a dictionary; one thread. */
    final class Builder {
        private final Map<String, Value> entries = new LinkedHashMap<>();

        private Builder() {}

        public Builder put(String key, Value value) {
            entries.put(key, value);
            return this;
        }

        public Builder put(String key, String text) {
            return put(key, new Text(text));
        }

        public Builder put(String key, long number) {
            return put(key, new Number(number));
        }

        public Dictionary build() {
            return new Dictionary(entries);
        }
    }

    /** Strings, longs, lists and maps of such. */
    default Object plain() {
        return switch (this) {
            case Text text -> text.text();
            case Number number -> number.number();
            case Items list -> list.items().stream().map(Value::plain).toList();
            case Dictionary dictionary -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                dictionary.entries().forEach((key, entry) -> entries.put(key, entry.plain()));
                yield entries;
            }
        };
    }

    /** Empty for lists and dictionaries. */
    default Optional<String> asText() {
        return switch (this) {
            case Text text -> Optional.of(text.text());
            case Number number -> Optional.of(Long.toString(number.number()));
            case Items _, Dictionary _ -> Optional.empty();
        };
    }
}
