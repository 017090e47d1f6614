package io.tandem.cli.status;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

/**
 * A node as its Prometheus sees it.
 *
 * @param active   its role in its pair; empty if its HA manager says nothing, as on a single node
 * @param services by name: version, and what is wrong if anything is
 * @param alarms   names of alerts that fire
 * @param problem  why nothing is known of the node; empty if something is
 */
record NodeReport(String name, String pair, List<String> roles, Optional<Boolean> active, Map<String, String> services, List<String> alarms, String problem) {
    /** The series that are asked for. */
    static final String QUERY = "{__name__=~\"up|tandem_healthy|tandem_version|tandem_ha_active|mysql_up|redis_up|ALERTS\"}";
    private static final String JOB = "tandem-";
    private static final String OFFLINE = "not in service";

    static NodeReport unknown(String name, String pair, List<String> roles, String problem) {
        return new NodeReport(name, pair, roles, Optional.empty(), Map.of(), List.of(), problem);
    }

    static NodeReport offline(String name, String pair, List<String> roles) {
        return unknown(name, pair, roles, OFFLINE);
    }

    /** @param series {@code data.result} of Prometheus' answer
     * @param expected services that should run there */
    static NodeReport of(String name, String pair, List<String> roles, List<String> expected, JsonNode series) {
        Map<String, String> services = new TreeMap<>();
        expected.forEach(service -> services.put(service, "MISSING"));
        Map<String, String> versions = new TreeMap<>();
        TreeSet<String> alarms = new TreeSet<>();
        Optional<Boolean> active = Optional.empty();
        for (JsonNode one : series) {
            JsonNode labels = one.path("metric");
            if (!labels.path("node").asString(name).equals(name)) {
                continue; // another node's Prometheus answers
            }
            String service = labels.path("job").asString("").replaceFirst("^" + JOB, "");
            boolean set = one.path("value").path(1).asString("0").equals("1");
            switch (labels.path("__name__").asString("")) {
                case "up" -> services.merge(service, set ? "UP" : "DOWN", (old, its) -> its.equals("UP") && !old.equals("MISSING") ? old : its);
                case "mysql_up", "redis_up" -> services.merge(service, set ? "UP" : "DOWN", (old, its) -> old.equals("UP") ? its : old);
                case "tandem_healthy" -> services.compute(service, (_, old) -> set || "DOWN".equals(old) ? old : "UNHEALTHY");
                case "tandem_version" -> versions.put(service, labels.path("version").asString(""));
                case "tandem_ha_active" -> active = Optional.of(set);
                case "ALERTS" -> {
                    if (labels.path("alertstate").asString("").equals("firing")) {
                        alarms.add(labels.path("alertname").asString("?"));
                    }
                }
                default -> { } // asked for by nobody
            }
        }
        services.replaceAll((service, state) -> versions.containsKey(service) ? versions.get(service) + " " + state : state);
        return new NodeReport(name, pair, roles, active, services, List.copyOf(alarms), "");
    }

    boolean isWell() {
        return problem.equals(OFFLINE) || problem.isEmpty() && alarms.isEmpty() && services.values().stream().allMatch(state -> state.endsWith("UP"));
    }

    String role() {
        return problem.isEmpty() ? active.map(is -> is ? "active" : "standby").orElse("single") : "unknown";
    }
}
