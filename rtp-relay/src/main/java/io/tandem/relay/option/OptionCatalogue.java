package io.tandem.relay.option;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Every option of signalling.md §5.4 with its state, read from {@code options.txt} beside this class. Immutable. */
public final class OptionCatalogue {
    /** One option. @param name in canonical spelling; {@code *} at its end stands for anything @param effect what it does, or why it does nothing */
    public record Option(String group, String name, OptionState state, String effect) {}

    private static final String RESOURCE = "options.txt";
    private static final int MAX_NAMED = 8;
    private static final int MAX_NAME = 48;

    private final Map<String, Option> options = new LinkedHashMap<>();
    private final List<Option> patterns;

    private OptionCatalogue(List<Option> all) {
        all.forEach(option -> {
            if (options.put(option.name(), option) != null) throw new IllegalStateException(RESOURCE + " lists '" + option.name() + "' twice");
        });
        patterns = all.stream().filter(option -> option.name().endsWith("*")).toList();
    }

    /** Reads the list that is part of the program. */
    public static OptionCatalogue load() {
        try (InputStream in = OptionCatalogue.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException(RESOURCE + " is missing in the relay's jar");
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OptionCatalogue parse(String text) {
        List<Option> all = new ArrayList<>();
        String group = "";
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            if (line.startsWith("#")) {
                group = line.substring(1).strip();
            } else {
                String[] fields = line.split("\\|", 3);
                all.add(new Option(group, fields[0].strip(), OptionState.valueOf(fields[1].strip().toUpperCase(Locale.ROOT)), fields[2].strip()));
            }
        }
        return new OptionCatalogue(all);
    }

    /** In the order of the list. */
    public List<Option> all() {
        return List.copyOf(options.values());
    }

    /** What the client must know: options without effect, each named with the reason, and names that nobody knows. */
    public Optional<String> warning(Options request) {
        List<String> sentences = new ArrayList<>();
        for (String name : request.names()) {
            Optional<Option> option = find(name);
            if (option.isPresent() && option.get().state() != OptionState.WARNED) continue;
            if (sentences.size() == MAX_NAMED) {
                sentences.add("and more");
                break;
            }
            String shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "...";
            sentences.add(option.map(o -> "option '" + shown + "' has no effect: " + o.effect()).orElse("unknown option '" + shown + "'"));
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", sentences));
    }

    private Optional<Option> find(String name) {
        Option exact = options.get(name);
        if (exact != null) return Optional.of(exact);
        return patterns.stream().filter(option -> name.regionMatches(0, option.name(), 0, option.name().length() - 1)).findFirst();
    }
}
