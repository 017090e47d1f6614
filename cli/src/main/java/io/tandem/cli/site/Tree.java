package io.tandem.cli.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Settings as nested maps, as YAML has them: texts, numbers, booleans, lists and maps. */
public final class Tree {
    private Tree() {}

    /** Both; where they differ the second one's. Maps are merged, lists are not: the second one's list is the list. */
    public static Map<String, Object> merged(Map<String, Object> below, Map<String, Object> above) {
        Map<String, Object> both = new LinkedHashMap<>(below);
        above.forEach((key, value) -> both.merge(key, value, (old, its) -> old instanceof Map<?, ?> one && its instanceof Map<?, ?> other
            ? merged(withTextKeys(one), withTextKeys(other)) : its));
        return both;
    }

    /** What is at a path of keys joined by dots. */
    public static Optional<Object> at(Map<String, Object> tree, String path) {
        Object at = tree;
        for (String key : path.split("\\.")) {
            if (!(at instanceof Map<?, ?> map) || map.get(key) == null) {
                return Optional.empty();
            }
            at = map.get(key);
        }
        return Optional.of(at);
    }

    static void put(Map<String, Object> tree, String path, Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            tree.put(path, value);
            return;
        }
        Map<String, Object> branch = tree.get(path.substring(0, dot)) instanceof Map<?, ?> map ? withTextKeys(map) : new LinkedHashMap<>();
        put(branch, path.substring(dot + 1), value);
        tree.put(path.substring(0, dot), branch);
    }

    /** A copy with keys as texts, at every depth; members without a value are left out. */
    static Map<String, Object> withTextKeys(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                copy.put(String.valueOf(key), plain(value));
            }
        });
        return copy;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Map<?, ?> map -> withTextKeys(map);
            case List<?> items -> items.stream().map(item -> item == null ? "" : plain(item)).toList();
            default -> value;
        };
    }

    /** In block style, keys in their order. */
    public static String yaml(Map<String, Object> tree) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setWidth(1000);
        return new Yaml(options).dump(tree);
    }
}
