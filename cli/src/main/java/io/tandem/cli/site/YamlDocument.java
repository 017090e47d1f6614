package io.tandem.cli.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file, and where in it each key stands. Immutable.
 *
 * @param file    as findings name it
 * @param content the mapping at its top
 * @param lines   line, from 1, of each key and item: {@code tandem.lb.listen.external[0].port}
 */
public record YamlDocument(String file, Map<String, Object> content, Map<String, Integer> lines) {
    /** @param findings gets what makes the text no YAML mapping; the document is empty then */
    public static YamlDocument read(String file, String text, List<Finding> findings) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            Yaml yaml = new Yaml(new SafeConstructor(options));
            Node top = yaml.compose(new java.io.StringReader(text));
            Object content = yaml.load(text);
            if (content == null) {
                return new YamlDocument(file, Map.of(), Map.of());
            }
            if (content instanceof Map<?, ?> mapping) {
                Map<String, Integer> lines = new LinkedHashMap<>();
                mark("", top, lines);
                return new YamlDocument(file, Tree.withTextKeys(mapping), lines);
            }
            findings.add(new Finding(file, 1, "is no mapping of keys to values but a " + content.getClass().getSimpleName()));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            findings.add(new Finding(file, line, "is no YAML: " + Objects.requireNonNullElse(e.getProblem(), "unreadable")));
        } catch (YAMLException e) {
            findings.add(new Finding(file, 0, "is no YAML: " + e.getMessage()));
        }
        return new YamlDocument(file, Map.of(), Map.of());
    }

    private static void mark(String path, Node node, Map<String, Integer> lines) {
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple member : mapping.getValue()) {
                    String key = member.getKeyNode() instanceof ScalarNode name ? name.getValue() : "?";
                    String inner = path.isEmpty() ? key : path + "." + key;
                    lines.put(inner, member.getKeyNode().getStartMark().getLine() + 1);
                    mark(inner, member.getValueNode(), lines);
                }
            }
            case SequenceNode items -> {
                for (int i = 0; i < items.getValue().size(); i++) {
                    lines.put(path + "[" + i + "]", items.getValue().get(i).getStartMark().getLine() + 1);
                    mark(path + "[" + i + "]", items.getValue().get(i), lines);
                }
            }
            default -> { }
        }
    }

    /** Whether the key, or what it is part of, stands here. */
    boolean has(String path) {
        return lines.containsKey(path);
    }

    /** Of the key, or of the nearest it is part of; 0 if none of them is here. */
    int line(String path) {
        for (String at = path; !at.isEmpty(); at = parent(at)) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return 0;
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }

    Finding finding(String path, String text) {
        return new Finding(file, line(path), text);
    }
}
