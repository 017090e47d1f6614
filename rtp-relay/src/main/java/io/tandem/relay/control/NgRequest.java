package io.tandem.relay.control;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.relay.wire.Value;

/**
 * A command with its options in one spelling: lower case, words joined by dashes. Options may come as dictionary keys, in {@code flags} and
 * other lists, or as the text {@code rtpp-flags} that an SIP proxy passes on unread; list entries get the list's name in front.
 */
final class NgRequest {
    private static final List<String> LISTS = List.of("replace", "rtcp-mux", "sdes", "osrtp", "t-38", "t.38", "supports", "bundle");

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    private NgRequest() {}

    static NgRequest of(Value.Dictionary dictionary) {
        NgRequest request = new NgRequest();
        dictionary.entries().forEach((key, value) -> request.add(spelling(key), value));
        return request;
    }

    static String spelling(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }

    private void add(String key, Value value) {
        if (key.equals("rtpp-flags")) {
            value.asText().ifPresent(text -> List.of(text.strip().split("\\s+")).forEach(this::addFlag));
        } else if (value instanceof Value.Items items) {
            addList(key, items.items().stream().map(Value::asText).flatMap(Optional::stream).toList());
        } else if (value.asText().isPresent()) {
            String text = value.asText().get();
            if (LISTS.contains(key) || key.equals("flags")) {
                addList(key, List.of(text.strip().split("[\\s,]+")));
            } else {
                values.put(key, text);
            }
        }
    }

    private void addList(String key, List<String> items) {
        lists.put(key, items);
        for (String item : items) {
            if (key.equals("flags")) {
                addFlag(item);
            } else {
                flags.add(key + "-" + spelling(item));
            }
        }
    }

    /** {@code NAME} or {@code NAME=VALUE}. */
    private void addFlag(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            flags.add(spelling(text));
        } else {
            add(spelling(text.substring(0, equals)), new Value.Text(text.substring(equals + 1)));
        }
    }

    /** A list's entry counts as a flag {@code LIST-ENTRY}. */
    boolean has(String flag) {
        return flags.contains(flag);
    }

    /** Empty if missing or without text. */
    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).filter(text -> !text.isEmpty());
    }

    /** Entries of a list; words of a text. */
    List<String> list(String key) {
        return Optional.ofNullable(lists.get(key)).orElseGet(() -> text(key).map(text -> List.of(text.strip().split("[\\s,]+")))
                .orElse(List.of()));
    }
}
