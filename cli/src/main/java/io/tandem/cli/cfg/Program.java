package io.tandem.cli.cfg;

import java.util.List;
import java.util.function.BiPredicate;

import io.tandem.cli.site.Role;
import io.tandem.cli.site.SiteNode;
import io.tandem.cli.site.program.FirewallProperties;
import io.tandem.cli.site.program.MonitoringProperties;
import io.tandem.cli.site.program.StoreProperties;
import io.tandem.cli.site.program.TimeProperties;
import io.tandem.cli.site.program.WebProperties;
import io.tandem.cli.site.program.XmppProperties;

/**
 * A file of another program: its template, its place, the program's own check of it and what makes the program read it. In a check
 * {@code @FILE@} stands for the file as built.
 */
enum Program {
    MARIADB("mariadb", "etc/mysql/mariadb.conf.d/90-tandem.cnf", "mariadb", "try-restart", (node, has) -> node.has(Role.DB) && has.stores().enabled(),
        List.of("mariadbd", "--defaults-file=@FILE@", "--user=root", "--help", "--verbose")),
    REDIS("redis", "etc/redis/redis.conf", "redis-server", "try-restart", (node, has) -> node.has(Role.DB) && has.stores().enabled(),
        List.of("redis-server", "@FILE@", "--" + Program.END)),
    NGINX("nginx", "etc/nginx/conf.d/tandem.conf", "nginx", "try-reload-or-restart", (node, has) -> node.has(Role.MGMT) && !has.web().name().isEmpty(),
        List.of("nginx", "-t", "-q", "-g", "pid /dev/null;", "-c", "@FILE@")) {
        @Override String wrapper() {
            return "events {}\nerror_log stderr;\nhttp { access_log off; include @FILE@; }\n";
        }
    },
    HAPROXY("haproxy", "etc/haproxy/haproxy.cfg", "haproxy", "try-reload-or-restart", (node, has) -> node.has(Role.LB) && !has.xmpp().domains().isEmpty(),
        List.of("haproxy", "-c", "-q", "-f", "@FILE@")),
    PROSODY("prosody", "etc/prosody/prosody.cfg.lua", "prosody", "try-restart", (node, has) -> node.has(Role.PROXY) && !has.xmpp().domains().isEmpty(),
        List.of("luac5.4", "-p", "@FILE@")),
    CHRONY("chrony", "etc/chrony/conf.d/tandem.conf", "chrony", "try-restart", (node, has) -> !has.time().servers().isEmpty(),
        List.of("chronyd", "-p", "-f", "@FILE@")),
    NFTABLES("nftables", "etc/nftables.conf", "nftables", "reload-or-restart", (node, has) -> has.firewall().enabled(),
        List.of("nft", "-c", "-f", "@FILE@")),
    COROSYNC("corosync", "etc/corosync/corosync.conf", "corosync", "", (node, has) -> has.pacemaker(), List.of("corosync", "-t", "-c", "@FILE@")),
    PACEMAKER("pacemaker", "etc/pacemaker/tandem.sh", "pacemaker", "", (node, has) -> has.pacemaker(), List.of("sh", "-n", "@FILE@")),
    PROMETHEUS("prometheus", "etc/prometheus/prometheus.yml", "prometheus", "try-reload-or-restart", (node, has) -> has.monitoring().enabled(),
        List.of("promtool", "check", "config", "--syntax-only", "@FILE@")),
    PROMETHEUS_OPTIONS("prometheus-options", "etc/default/prometheus", "prometheus", "try-restart", (node, has) -> has.monitoring().enabled(),
        List.of("sh", "-n", "@FILE@")),
    MARIADB_EXPORTER("mariadb-exporter", "etc/default/prometheus-mysqld-exporter", "prometheus-mysqld-exporter", "try-restart",
        (node, has) -> node.has(Role.DB) && has.stores().enabled() && has.monitoring().enabled(), List.of("sh", "-n", "@FILE@")),
    REDIS_EXPORTER("redis-exporter", "etc/default/prometheus-redis-exporter", "prometheus-redis-exporter", "try-restart",
        (node, has) -> node.has(Role.DB) && has.stores().enabled() && has.monitoring().enabled(), List.of("sh", "-n", "@FILE@")),
    ALERTMANAGER_OPTIONS("alertmanager-options", "etc/default/prometheus-alertmanager", "prometheus-alertmanager", "try-restart",
        (node, has) -> has.monitoring().enabled(), List.of("sh", "-n", "@FILE@")),
    ALERTMANAGER("alertmanager", "etc/prometheus/alertmanager.yml", "prometheus-alertmanager", "try-reload-or-restart",
        (node, has) -> has.monitoring().enabled(), List.of("amtool", "check-config", "@FILE@"));

    /** A directive that Redis does not know, after all others: when it complains of this one, it has taken the others. */
    static final String END = "end-of-tandem-cfg-check";

    /** What Corosync says of a file that it takes, on a machine that is none of its nodes yet. */
    private static final String ELSEWHERE = "No valid name found for local host";

    /** What a site wishes of them. */
    record Wishes(StoreProperties stores, WebProperties web, XmppProperties xmpp, TimeProperties time,
                  FirewallProperties firewall, MonitoringProperties monitoring, boolean pacemaker) {}

    private final String template;
    private final String file;
    private final String unit;
    private final String verb;
    private final BiPredicate<SiteNode, Wishes> wanted;
    private final List<String> check;

    Program(String template, String file, String unit, String verb, BiPredicate<SiteNode, Wishes> wanted, List<String> check) {
        this.template = template;
        this.file = file;
        this.unit = unit;
        this.verb = verb;
        this.wanted = wanted;
        this.check = check;
    }

    String template() {
        return template;
    }

    /** Path below the root of the node. */
    String file() {
        return file;
    }

    String unit() {
        return unit;
    }

    /** Of {@code systemctl}, when the file has changed; what does not run is not started, but for the packet filter. Empty: the operator has it read. */
    String verb() {
        return verb;
    }

    boolean isWanted(SiteNode node, Wishes wishes) {
        return wanted.test(node, wishes);
    }

    List<String> check() {
        return check;
    }

    /** A file around the built one that the check is shown; empty if it is shown the built one. */
    String wrapper() {
        return "";
    }

    /** Whether the program takes the file. */
    boolean accepts(int exitCode, String output) {
        return switch (this) {
            case REDIS -> output.contains(END);
            case COROSYNC -> exitCode == 0 || output.contains(ELSEWHERE);
            default -> exitCode == 0;
        };
    }
}
