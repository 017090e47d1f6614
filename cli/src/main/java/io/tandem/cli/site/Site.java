package io.tandem.cli.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.tandem.platform.settings.SettingsSchema;

/**
 * A whole site: its nodes and the files that hold their settings. Reads once, then decides; {@link #findings()} says what is wrong. One thread.
 *
 * <p>A node's settings are, later ones winning: what follows from {@code network.yml}; {@code config.yml}; {@code config.ROLE.yml} for each of its roles;
 * {@code config.PAIR.yml}; {@code config.NODE.yml}; {@code config.NODE.ha.yml}; {@code constants.yml}; {@code secret.yml}.
 */
public final class Site {
    public static final String NETWORK = "network.yml";
    public static final String CONFIG = "config.yml";
    /** Written by {@code tandem cfg}: all settings of this node. */
    public static final String NODE = "node.yml";
    private static final List<String> LAST = List.of("constants.yml", "secret.yml");

    private final Function<String, Optional<String>> files;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Optional<YamlDocument>> documents = new LinkedHashMap<>();
    private final Network network;

    private Site(Function<String, Optional<String>> files) {
        this.files = files;
        this.network = document(NETWORK).map(found -> NetworkReader.read(found, findings)).orElseGet(() -> {
            findings.add(new Finding(NETWORK, 0, "is missing: it names the nodes of the site, their roles and their addresses"));
            return new Network(List.of());
        });
    }

    /** @param files text of a file of the site's folder, if there is one of the name */
    public static Site read(Function<String, Optional<String>> files) {
        return new Site(files);
    }

    public Network network() {
        return network;
    }

    /** What was found so far. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    private Optional<YamlDocument> document(String name) {
        return documents.computeIfAbsent(name, _ -> files.apply(name).map(text -> YamlDocument.read(name, text, findings)));
    }

    /** Files that a node's settings come from, lowest first. */
    private List<YamlDocument> layers(SiteNode node) {
        List<String> names = new ArrayList<>(List.of(CONFIG));
        node.roles().forEach(role -> names.add("config." + role.text() + ".yml"));
        names.add("config." + node.pair() + ".yml");
        names.add("config." + node.name() + ".yml");
        names.add("config." + node.name() + ".ha.yml"); // of tandem ha migrate
        names.addAll(LAST);
        return names.stream().distinct().flatMap(name -> document(name).stream()).toList();
    }

    /** All settings of a node. */
    public Map<String, Object> settings(SiteNode node) {
        Map<String, Object> own = new LinkedHashMap<>();
        for (YamlDocument layer : layers(node)) {
            own = Tree.merged(own, layer.content());
        }
        SiteSecrets secrets = SiteSecrets.of(own);
        return withoutImport(secrets.into(Tree.merged(DerivedSettings.of(network, node, secrets.redisPassword(), findings), own)));
    }

    /** What config.yml reads must not be read again by what it reads. */
    private static Map<String, Object> withoutImport(Map<String, Object> settings) {
        Map<String, Object> spring = new LinkedHashMap<>(Tree.at(settings, "spring").map(value -> Tree.withTextKeys((Map<?, ?>) value)).orElse(Map.of()));
        Map<String, Object> config = new LinkedHashMap<>(Tree.at(spring, "config").map(value -> Tree.withTextKeys((Map<?, ?>) value)).orElse(Map.of()));
        config.remove("import");
        Map<String, Object> rest = new LinkedHashMap<>(settings);
        spring.put("config", config);
        if (config.isEmpty()) {
            spring.remove("config");
        }
        rest.put("spring", spring);
        if (spring.isEmpty()) {
            rest.remove("spring");
        }
        return rest;
    }

    /** Looks for whatever would keep a service of any node from starting, or would be ignored. */
    public List<Finding> check(SettingsSchema schema, ServiceSettings services) {
        document(CONFIG).ifPresentOrElse(config -> {
            if (!String.valueOf(Tree.at(config.content(), "spring.config.import").orElse("")).contains(NODE)) {
                findings.add(config.finding("spring.config.import", "services would not read what is built: put \"optional:file:/etc/tandem/" + NODE
                    + "\" into the list spring.config.import"));
            }
        }, () -> findings.add(new Finding(CONFIG, 0, "is missing")));
        for (SiteNode node : network.nodes()) {
            Map<String, Object> settings = settings(node);
            for (String service : network.services(node)) {
                services.check(service, settings, (key, text) -> found(node, service, key, text));
            }
            services.check(ServiceSettings.THIRD_PARTIES, settings, (key, text) -> found(node, "tandem cfg", key, text));
        }
        documents.values().stream().flatMap(Optional::stream).filter(document -> !document.file().equals(NETWORK))
            .forEach(document -> schema.check(document.content(), (path, text) -> findings.add(document.finding(path, text))));
        return findings.stream().distinct().toList();
    }

    private void found(SiteNode node, String service, String key, String text) {
        Finding finding = layers(node).reversed().stream().filter(layer -> layer.has(key)).findFirst()
            .map(layer -> layer.finding(key, service + " would not start: " + key + ": " + text))
            .orElseGet(() -> new Finding(CONFIG, 0, "%s of %s would not start: %s: %s".formatted(service, node.name(), key, text)));
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }
}
