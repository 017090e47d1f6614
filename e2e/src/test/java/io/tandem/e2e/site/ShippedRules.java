package io.tandem.e2e.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alert rules and dashboards as they are shipped. */
public final class ShippedRules {
    static final Path FOLDER = Path.of("../deploy/src/main/monitoring");
    private static final Pattern METRIC = Pattern.compile("\\b(?:tandem|rtpengine|jvm|process|system|mysql|redis)_[a-z0-9_]+|\\bup\\b(?=\\{)");

    private static final Pattern OF_PAIRS = Pattern.compile("tandem_ha_(protected|link_up|ping_node_up|address_claims_total|database_.*)");

    private ShippedRules() {}

    static List<Path> files(String glob) throws IOException {
        try (var files = Files.newDirectoryStream(FOLDER, glob)) {
            return Stream.iterate(files.iterator(), java.util.Iterator::hasNext, it -> it).map(java.util.Iterator::next).sorted().toList();
        }
    }

    /** Names in all expressions of alerts and panels, each with where it stands.
     * @throws AssertionError for an expression that asks for nothing that one of our services or of the stores' exporters could have */
    public static Map<String, Set<String>> metrics() throws IOException {
        Map<String, Set<String>> names = new java.util.TreeMap<>();
        for (Path file : files("*.yml")) {
            Map<String, List<Map<String, List<Map<String, Object>>>>> rules = new Yaml().load(Files.readString(file));
            rules.get("groups").forEach(group -> group.get("rules").forEach(rule -> need(names, rule.get("expr").toString(), file + " " + rule.get("alert"))));
        }
        for (Path file : files("*.json")) {
            JsonNode board = JsonMapper.shared().readTree(Files.readString(file));
            board.path("panels").forEach(panel -> panel.path("targets").forEach(target ->
                need(names, target.path("expr").asString(), file + " " + panel.path("title").asString())));
            board.path("templating").path("list").forEach(variable -> add(names, variable.path("query").path("query").asString(""), file + " variables"));
        }
        return names;
    }

    /** Names that only the nodes of a pair have: those of the stores' exporters, and what HA managers say of links, ping nodes and databases. */
    public static boolean isOfPairs(String name) {
        return name.startsWith("mysql_") || name.startsWith("redis_") || OF_PAIRS.matcher(name).matches();
    }

    /** Expressions of panels, each with where it stands, as Grafana sends them for all nodes. */
    static Map<String, String> panels() throws IOException {
        Map<String, String> panels = new java.util.TreeMap<>();
        for (Path file : files("*.json")) {
            JsonMapper.shared().readTree(Files.readString(file)).path("panels").forEach(panel -> panel.path("targets").forEach(target ->
                panels.put(file.getFileName() + ", " + panel.path("title").asString() + ", " + target.path("refId").asString(),
                    target.path("expr").asString().replace("$__rate_interval", "15s").replaceAll("\\$(node|instance)\\b", ".*"))));
        }
        return panels;
    }

    private static void need(Map<String, Set<String>> names, String expression, String where) {
        if (!METRIC.matcher(expression).find()) throw new AssertionError(where + " asks for no metric that is known here: " + expression);
        add(names, expression, where);
    }

    private static void add(Map<String, Set<String>> names, String expression, String where) {
        METRIC.matcher(expression).results().forEach(found -> names.computeIfAbsent(found.group(), _ -> new TreeSet<>()).add(where));
    }
}
