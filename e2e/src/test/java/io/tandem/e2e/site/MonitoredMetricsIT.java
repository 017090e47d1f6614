package io.tandem.e2e.site;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.tandem.cli.suite.Service;
import io.tandem.e2e.Program;
import io.tandem.e2e.RunningSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What alert rules and dashboards ask for is what running services export. */
class MonitoredMetricsIT {
    @TempDir Path folder;

    @Test void everyMetricOfARuleOrADashboardIsExportedByARunningService() throws Exception {
        RunningSuite.get();
        Set<String> exported = new TreeSet<>(Set.of("up")); // Prometheus' own
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Service service : Service.ALL) {
                URI uri = URI.create("http://127.0.0.1:" + service.managementPort() + "/actuator/prometheus");
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body().lines().filter(line -> !line.startsWith("#"))
                    .forEach(line -> exported.add(line.split("[{ ]", 2)[0]));
            }
        }
        Map<String, Set<String>> missing = new TreeMap<>(ShippedRules.metrics());
        assertThat(missing).as("names in rules and dashboards").hasSizeGreaterThan(40);
        missing.keySet().removeIf(ShippedRules::isOfPairs); // the pair's test looks for these
        missing.keySet().removeAll(exported);
        assertThat(missing).isEmpty();
    }

    @Test void prometheusTakesTheRules() throws Exception {
        Program.require("promtool", "prometheus");
        List<String> command = new ArrayList<>(List.of("promtool", "check", "rules"));
        ShippedRules.files("*.yml").forEach(file -> command.add(file.toAbsolutePath().toString()));
        Program check = Program.start(folder, "promtool", command);
        assertThat(check.awaitExit(Duration.ofSeconds(30))).as(check.output()).isZero();
    }

    /** It was never answered: its proxies answer to the shared address. */
    @Test void aLoadBalancerOnAStandbyRaisesNoAlarmForProxiesItCannotHear() throws Exception {
        Program.require("promtool", "prometheus");
        Path rules = folder.resolve("rules.test.yml");
        Files.writeString(rules, """
            rule_files: ["%s"]
            evaluation_interval: 10s
            tests:
              - interval: 10s
                input_series:
                  - {series: 'tandem_lb_target_up{instance="standby",target="p"}', values: '0x30'}
                  - {series: 'tandem_role_active{instance="standby"}', values: '0x30'}
                  - {series: 'tandem_lb_target_up{instance="active",target="p"}', values: '0x30'}
                  - {series: 'tandem_role_active{instance="active"}', values: '1x30'}
                alert_rule_test:
                  - eval_time: 3m
                    alertname: LoadBalancerWithoutProxy
                    exp_alerts:
                      - exp_labels: {severity: critical, instance: active}
                        exp_annotations:
                          summary: "active has no proxy that takes calls: every new call gets 503"
                          action: "tandem ctl lb dispatcher.list; are the proxies running and reachable on UDP 5062?"
                  - eval_time: 3m
                    alertname: LoadBalancerProxyDown
                    exp_alerts:
                      - exp_labels: {severity: warning, instance: active, target: p}
                        exp_annotations:
                          summary: "active sends no calls to proxy p"
                          action: "tandem ctl lb dispatcher.list tells whether it is down or was drained by an operator"
            """.formatted(ShippedRules.FOLDER.resolve("prometheus-load-balancer.yml").toAbsolutePath()));
        Program test = Program.start(folder, "promtool", List.of("promtool", "test", "rules", rules.toString()));
        assertThat(test.awaitExit(Duration.ofSeconds(30))).as(test.output()).isZero();
    }
}
