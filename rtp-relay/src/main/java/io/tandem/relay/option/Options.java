package io.tandem.relay.option;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.relay.wire.Value;

/**
 * A command with its options in one spelling. Options may come as dictionary keys, in {@code flags} and other lists, as dictionaries in a
 * dictionary, or as the text {@code rtpp-flags} that a SIP proxy passes on unread; all mean the same here. Immutable once read.
 */
public final class Options {
    private static final String TRANSCODE = "transcode-";
    private static final Set<String> NO = Set.of("0", "no", "off", "false");

    /** Entries of lists, values of keys; nothing for a flag. */
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final Map<String, Value.Dictionary> structures = new LinkedHashMap<>();

    private Options() {}

    public static Options of(Value.Dictionary dictionary) {
        Options options = new Options();
        dictionary.entries().forEach((key, value) -> options.add(Spelling.of(key), value));
        if (options.has("webrtc")) options.addWhatBrowsersNeed();
        return options;
    }

    private void addWhatBrowsersNeed() {
        if (text("transport-protocol").isEmpty()) put("transport-protocol", "UDP/TLS/RTP/SAVPF");
        put("ice", "force");
        put("rtcp-mux", "offer");
        put("rtcp-mux", "require");
        put("sdes", "off");
        plainFlag("generate-mid");
    }

    private void add(String key, Value value) {
        switch (value) {
            case Value.Dictionary inner -> structure(key, inner);
            case Value.Items items -> items.items().forEach(item -> entry(key, item));
            case Value.Text text when key.equals("rtpp-flags") -> FlagText.read(text.text()).forEach(this::addFlag);
            case Value.Text text when isList(key) -> FlagText.words(text.text()).forEach(word -> entry(key, new Value.Text(word)));
            case Value.Text text -> put(key, text.text());
            case Value.Number number -> put(key, Long.toString(number.number()));
        }
    }

    private static boolean isList(String key) {
        return key.equals("flags") || key.equals("codec") || key.equals("extmap") || Spelling.LISTS.contains(key);
    }

    private void entry(String key, Value item) {
        if (item instanceof Value.Items nested) {
            nested.items().forEach(inner -> entry(key, inner));
        } else if (item instanceof Value.Dictionary inner) {
            structure(key, inner);
        } else {
            String text = item.asText().orElse("");
            if (key.equals("flags")) {
                flag(text);
            } else if (isList(key)) {
                flag(key + "-" + text);
            } else {
                put(key, text);
            }
        }
    }

    private void structure(String key, Value.Dictionary inner) {
        if (isList(key)) {
            inner.entries().forEach((name, value) -> add(key.equals("flags") ? Spelling.of(name) : key + "-" + Spelling.of(name), value));
        } else {
            structures.put(key, inner);
            values.computeIfAbsent(key, _ -> new ArrayList<>());
        }
    }

    private void addFlag(FlagText.Flag flag) {
        if (flag.value().isEmpty()) {
            flag(flag.name());
        } else {
            add(Spelling.of(flag.name()), flag.value().get());
        }
    }

    /** {@code NAME}, {@code NAME=VALUE}, {@code LIST-ENTRY} or {@code codec-strip-NAME}. */
    private void flag(String text) {
        String lower = Spelling.plain(text);
        Optional<String> valued = Spelling.prefix(Spelling.VALUED, lower);
        int equals = text.indexOf('=');
        if (valued.isPresent()) {
            put(valued.get(), text.strip().substring(valued.get().length() + 1));
        } else if (lower.startsWith(TRANSCODE)) {
            put("codec-transcode", text.strip().substring(TRANSCODE.length()));
        } else if (equals >= 0) {
            add(Spelling.of(text.substring(0, equals)), new Value.Text(text.substring(equals + 1)));
        } else if (!lower.isEmpty()) {
            plainFlag(Spelling.of(text));
        }
    }

    private void plainFlag(String name) {
        Optional<String> list = Spelling.prefix(Spelling.LISTS, name);
        if (list.isPresent()) {
            put(list.get(), name.substring(list.get().length() + 1));
        } else {
            values.computeIfAbsent(name, _ -> new ArrayList<>());
        }
    }

    private void put(String key, String value) {
        values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }

    /** Is this flag set? {@code LIST-ENTRY} for an entry of a list. A key with the value 0, no, off or false is a flag that is not set. */
    public boolean has(String flag) {
        List<String> own = values.get(flag);
        if (own != null) return own.isEmpty() || !NO.contains(own.getLast().toLowerCase(Locale.ROOT));
        Optional<String> list = Spelling.prefix(Spelling.LISTS, flag);
        return list.isPresent() && values.containsKey(list.get()) && holds(list.get(), flag.substring(list.get().length() + 1));
    }

    private boolean holds(String list, String entry) {
        return list(list).stream().anyMatch(value -> Spelling.of(value).equals(entry));
    }

    /** The value under a key, the last one if it came several times; empty if missing or without text. */
    public Optional<String> text(String key) {
        List<String> own = values.getOrDefault(key, List.of());
        return own.isEmpty() ? Optional.empty() : Optional.of(own.getLast()).filter(text -> !text.isEmpty());
    }

    /** Entries of a list; values of a key that came several times; words of a text, between blanks or commas. */
    public List<String> list(String key) {
        List<String> own = values.getOrDefault(key, List.of());
        List<String> entries = own.size() == 1 ? FlagText.words(own.getFirst()) : own;
        return Collections.unmodifiableList(entries);
    }

    /** A dictionary under a key that is no list. */
    public Optional<Value.Dictionary> structure(String key) {
        return Optional.ofNullable(structures.get(key));
    }

    /** What was asked for: keys, flags, and {@code LIST-ENTRY} for entries of lists, in order. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        values.forEach((key, entries) -> {
            if (Spelling.LISTS.contains(key)) {
                entries.forEach(entry -> FlagText.words(entry).forEach(word -> names.add(key + "-" + Spelling.of(word))));
            } else {
                names.add(key);
            }
        });
        return names;
    }
}
