package io.tandem.e2e.pair;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Debian's exporters of MariaDB and Redis on a node of the pair, started with the files that {@code tandem cfg} writes for them. */
final class Exporters {
    private Exporters() {}

    /** Names of what they and the HA manager export there. */
    static Set<String> names(PairSite site, int node) throws Exception {
        start(site, node, "prometheus-mysqld-exporter", "setpriv --reuid=prometheus --regid=prometheus --clear-groups");
        start(site, node, "prometheus-redis-exporter", "");
        Set<String> names = new TreeSet<>();
        for (int port : new int[] {9104, 9121}) {
            site.await("metrics at port " + port, () -> site.lab("exec", "sp" + node, "sh", "-c", "curl -s http://127.0.0.1:" + port + "/metrics || true"),
                text -> !text.isEmpty()).lines().filter(line -> !line.startsWith("#")).forEach(line -> names.add(line.split("[{ ]", 2)[0]));
        }
        site.curl(node, "ha-manager", "prometheus").lines().filter(line -> !line.startsWith("#")).forEach(line -> names.add(line.split("[{ ]", 2)[0]));
        return names;
    }

    /** As the shell of its unit reads the file. */
    private static void start(PairSite site, int node, String program, String as) throws IOException, InterruptedException {
        site.spawn(node, program, List.of("sh", "-c", "set -a; . /etc/default/" + program + "; exec " + as + " " + program + " $ARGS"));
    }
}
