package io.tandem.cli.status;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.cli.site.Finding;
import io.tandem.cli.site.Network;
import io.tandem.cli.site.Role;
import io.tandem.cli.site.ServiceSettings;
import io.tandem.cli.site.Site;
import io.tandem.cli.site.SiteNode;
import io.tandem.cli.site.program.MonitoringProperties;
import tools.jackson.databind.json.JsonMapper;

/** The nodes of a site, each asked for its services, its role and its alarms. One thread. */
public final class SiteStatus {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Path folder;
    private final PrintStream out;

    /** @param folder the site's, {@code /etc/tandem} */
    public SiteStatus(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    /** Whether the folder describes a site. */
    public static boolean isDescribedIn(Path folder) {
        return Files.isReadable(folder.resolve(Site.NETWORK));
    }

    /** Prints a line for each node and each of its services; true only if all are well. */
    public boolean print(boolean json) throws IOException {
        List<NodeReport> reports = reports();
        if (json) {
            out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(reports));
        } else {
            out.printf("%-10s %-8s %-22s %-8s %s%n", "NODE", "PAIR", "ROLES", "STATE", "SERVICES AND ALARMS");
            reports.forEach(report -> out.printf("%-10s %-8s %-22s %-8s %s%n", report.name(), report.pair(), String.join(" ", report.roles()), report.role(),
                text(report)));
        }
        return reports.stream().allMatch(NodeReport::isWell);
    }

    private static String text(NodeReport report) {
        List<String> parts = new ArrayList<>();
        report.services().forEach((service, state) -> parts.add(service + " " + state));
        if (!report.alarms().isEmpty()) {
            parts.add("ALARMS " + String.join(", ", report.alarms()));
        }
        if (!report.problem().isEmpty()) {
            parts.add(report.problem());
        }
        return String.join("; ", parts);
    }

    private List<NodeReport> reports() throws IOException {
        Site site = Site.read(name -> {
            try {
                return Files.isReadable(folder.resolve(name)) ? Optional.of(Files.readString(folder.resolve(name))) : Optional.empty();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Network network = site.network();
        List<Finding> findings = site.findings();
        if (!findings.isEmpty()) {
            throw new IOException(findings.getFirst() + "; tandem cfg check lists all");
        }
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
             ServiceSettings settings = new ServiceSettings(List.of(MonitoringProperties.class))) {
            return network.nodes().stream().map(node -> report(client, network, node,
                settings.bound(ServiceSettings.THIRD_PARTIES, site.settings(node), MonitoringProperties.class))).toList();
        }
    }

    private static NodeReport report(HttpClient client, Network network, SiteNode node, MonitoringProperties monitoring) {
        List<String> roles = node.roles().stream().map(Role::text).toList();
        if (!node.online()) {
            return NodeReport.offline(node.name(), node.pair(), roles);
        }
        String host = node.own("mon_ext").map(address -> address.host().contains(":") ? "[" + address.host() + "]" : address.host()).orElse("127.0.0.1");
        URI uri = URI.create("http://" + host + ":" + monitoring.port() + "/api/v1/query?query=" + URLEncoder.encode(NodeReport.QUERY, StandardCharsets.UTF_8));
        try {
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            return NodeReport.of(node.name(), node.pair(), roles, network.services(node),
                JsonMapper.shared().readTree(answer.body()).path("data").path("result"));
        } catch (IOException | tools.jackson.core.JacksonException e) {
            return NodeReport.unknown(node.name(), node.pair(), roles, "no answer of its Prometheus at " + uri.getAuthority());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NodeReport.unknown(node.name(), node.pair(), roles, "interrupted");
        }
    }
}
