package io.tandem.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.SipAccess;
import io.tandem.cli.suite.Service;
import io.tandem.cli.suite.Suite;
import io.tandem.cli.suite.Workspace;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The suite for all tests of this JVM, on its real ports, with state under {@code e2e/target/state}. Started on first
 * use, ended with the JVM; one of that state that runs already is used and left running.
 */
public final class RunningSuite {
    private static final class Holder {
        private static final RunningSuite INSTANCE = start();
    }

    private final Workspace workspace;
    private final Suite suite;

    private RunningSuite(Workspace workspace, Suite suite) {
        this.workspace = workspace;
        this.suite = suite;
    }

    public static RunningSuite get() {
        return Holder.INSTANCE;
    }

    private static RunningSuite start() {
        Path root = Path.of(System.getProperty("tandem.home", "..")).toAbsolutePath().normalize();
        Workspace workspace = new Workspace(root, root.resolve("e2e/target/state"));
        Suite suite = new Suite(workspace, Map.of(), System.out);
        try {
            boolean running = false;
            for (Service service : Service.ALL) {
                requireFree(service.managementPort(), suite.runs(service));
                running |= suite.runs(service);
            }
            if (!running) {
                EdgeConfig.write(workspace);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(suite), "suite-down"));
            }
            suite.up();
            return new RunningSuite(workspace, suite);
        } catch (Exception e) {
            throw new IllegalStateException("the suite did not start: " + e.getMessage(), e);
        }
    }

    private static void requireFree(int port, boolean ours) throws IOException {
        if (ours) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("127.0.0.1", port));
        } catch (IOException e) {
            throw new IOException("port " + port + " of the suite is taken; './tandem down' first?", e);
        }
    }

    private static void end(Suite suite) {
        try {
            suite.down();
        } catch (IOException e) {
            throw new IllegalStateException("the suite did not stop", e);
        }
    }

    public Suite suite() {
        return suite;
    }

    /** Folders of the suite and of this work tree. */
    public Workspace workspace() {
        return workspace;
    }

    public Path log(Service service) {
        return workspace.log(service.name());
    }

    /** The load balancer's sockets, as phones reach them. */
    public SipAccess access() {
        return SipAccess.development(workspace.lbCertificate());
    }

    /** Writes another list of proxies into the configuration; the load balancer reads it on {@code dispatcher.reload}. */
    public void configureProxies(List<String> addresses) throws IOException {
        EdgeConfig.write(workspace, addresses, List.of());
    }

    /** Restarts services with more settings.
     * @param settings lines below {@code tandem:}; none for those that all tests have */
    public void restartWith(List<String> settings, String... services) throws IOException, InterruptedException {
        EdgeConfig.write(workspace, EdgeConfig.PROXIES, settings);
        for (String name : services) {
            suite.stop(Service.named(name), false);
            suite.start(Service.named(name));
        }
    }

    /** Where the load balancer's certificates are. */
    public Path certificates() {
        return workspace.lbCertificate().getParent();
    }

    public RestClient api() throws IOException {
        return RestClient.of("https://127.0.0.1:1443", workspace.data().resolve("provisioning-api/ca.pem"), "administrator", "administrator");
    }

    /** Asserts that every service is up, and that no call, unanswered transaction, relay session or port is left over. */
    public void assertIdle() throws IOException, InterruptedException {
        assertZero(Metrics.HELD);
    }

    /** That every service is up and no call, relay session or port is left over. A request to a phone that is gone may wait for 32 s: whether one stays for
     * ever, a class that runs later sees. */
    public void assertNoCallIsLeft() throws IOException, InterruptedException {
        assertZero(Metrics.CALLS);
    }

    /** The same as {@link #assertIdle}, and that no transaction is remembered either: takes 32 s after the last message. */
    public void assertNothingRemembered() throws IOException, InterruptedException {
        assertZero(Metrics.REMEMBERED);
    }

    private void assertZero(String gauges) throws IOException, InterruptedException {
        for (String name : List.of("proxy-service", "b2bua-service", "rtp-relay", "appserver-service")) {
            Metrics.of(Service.named(name)).assertReturnToZero(gauges);
        }
        assertThat(suite.status()).as("all services healthy").isTrue();
    }
}
