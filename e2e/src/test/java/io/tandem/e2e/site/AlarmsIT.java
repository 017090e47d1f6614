package io.tandem.e2e.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.tandem.cli.status.SiteStatus;
import io.tandem.e2e.Program;
import io.tandem.ha.HaManager;
import io.tandem.platform.TandemService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** From a service that is down to the operator: Debian's Prometheus and Alertmanager as {@code tandem cfg} configures them, with the shipped rules. */
class AlarmsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();

    @Test void aServiceThatIsDownIsInTheStatusIsMailedAndIsPostedToTheWebhook() throws Exception {
        Program.require("prometheus", "prometheus");
        Program.require("prometheus-alertmanager", "prometheus-alertmanager");
        HttpServer webhook = webhook();
        int prometheusPort = freePort();
        int mailPort = freePort();
        SiteFolder site = site(prometheusPort, webhook.getAddress().getPort(), mailPort);
        assertThat(site.cfg("build", "--to", folder.resolve("built").toString())).matches(said -> said.code() == 0, "is built");
        Path built = folder.resolve("built/sp1/etc/prometheus");
        try (ConfigurableApplicationContext manager = TandemService.run("ha-manager", HaManager.class, "--server.port=0", "--tandem.secret=secret-of-the-tests",
                "--tandem.data-dir=" + folder.resolve("data"), "--tandem.config-file=" + folder.resolve("none"));
             // the SMTP server of Python's library shows each mail that it has taken
             Program mail = Program.start(folder, "mail",
                 List.of("/usr/bin/python3", "-u", "-m", "smtpd", "-n", "-c", "DebuggingServer", "127.0.0.1:" + mailPort));
             Program alertmanager = alertmanager(built, prometheusPort);
             Program prometheus = prometheus(built, prometheusPort, manager.getEnvironment().getRequiredProperty("local.management.port"))) {
            String body = posted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(body).as(prometheus.output() + alertmanager.output()).contains("\"alertname\":\"ServiceDown\"", "\"node\":\"sp1\"", "\"status\":\"firing\"");
            assertThat(mailed(mail)).containsPattern("Subject: .*FIRING.*ServiceDown.*sp1")
                .contains("To: noc@example.net", "From: tandem@sp1.example.net");
            ByteArrayOutputStream shown = new ByteArrayOutputStream();
            boolean well = new SiteStatus(site.file(""), new PrintStream(shown, true, StandardCharsets.UTF_8)).print(false);
            assertThat(shown.toString(StandardCharsets.UTF_8)).containsPattern("sp1 +sp +lb proxy db mgmt +active .*ha-manager \\S+ UP; lb-service DOWN; .*ALARMS .*ServiceDown")
                .containsPattern("sp2 .* unknown +not in service");
            assertThat(well).isFalse();
        } finally {
            webhook.stop(0);
        }
    }

    private HttpServer webhook() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/alarms", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** The first mail, as soon as it has arrived. */
    private static String mailed(Program server) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!server.output().contains("END MESSAGE") && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        return server.output();
    }

    private SiteFolder site(int prometheus, int webhook, int mail) throws IOException {
        return SiteFolder.of(folder.resolve("root"), "pro", "sp1").replace("network.yml", "  sp2:\n    peer: sp1\n", "  sp2:\n    peer: sp1\n    status: offline\n")
            .replace("network.yml", ", mon_ext]", "]") // its Prometheus listens on the loopback
            .write("config.sp1.yml", """
                tandem: {site: {monitoring: {enabled: true, mail: [noc@example.net], from: tandem@sp1.example.net, smtp: "127.0.0.1:%d", port: %d,
                  webhooks: ["http://127.0.0.1:%d/alarms"]}}}
                """.formatted(mail, prometheus, webhook));
    }

    private Program alertmanager(Path built, int prometheus) throws IOException {
        Path file = write("alertmanager.yml", Files.readString(built.resolve("alertmanager.yml")).replace("group_wait: 5s", "group_wait: 1s"));
        return Program.start(folder, "alertmanager", List.of("prometheus-alertmanager", "--config.file=" + file, "--storage.path=" + folder.resolve("am"),
            "--web.listen-address=127.0.0.1:" + alertPort(prometheus), "--cluster.listen-address="));
    }

    /** With times that a test can wait for; the HA manager is where this test has it, and no other service runs. */
    private Program prometheus(Path built, int port, String manager) throws IOException {
        int nobody = freePort();
        Files.writeString(folder.resolve("alerts.yml"), Files.readString(ShippedRules.FOLDER.resolve("alerts.yml")).replaceAll("for: .*", "for: 1s"));
        Path file = write("prometheus.yml", Files.readString(built.resolve("prometheus.yml")).replace("interval: 10s", "interval: 1s")
            .replace("/usr/share/tandem/monitoring/*.yml", folder.resolve("alerts.yml").toString()).replace("127.0.0.1:9093", "127.0.0.1:" + alertPort(port))
            .replace("127.0.0.1:15405", "127.0.0.1:" + manager).replaceAll("127.0.0.1:15\\d{3}\"", "127.0.0.1:" + nobody + "\""));
        return Program.start(folder, "prometheus", List.of("prometheus", "--config.file=" + file, "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port));
    }

    private int alertPort(int prometheus) {
        return prometheus > 32768 ? prometheus - 1000 : prometheus + 1000;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
