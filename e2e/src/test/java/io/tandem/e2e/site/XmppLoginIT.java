package io.tandem.e2e.site;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.e2e.Program;
import io.tandem.platform.NodeProperties;
import io.tandem.platform.TandemService;
import io.tandem.provisioning.ProvisioningApi;
import io.tandem.testkit.phone.link.SelfSignedCertificate;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A subscriber made over the API logs in by XMPP: phone → haproxy → prosody → its SCRAM keys in MariaDB, with Debian's programs as {@code tandem cfg} configures
 * them. Prosody reads MariaDB only (it cannot do MySQL's caching_sha2_password), so this runs on Debian's.
 */
class XmppLoginIT {
    private static final String DOMAIN = "xmpp.example.net";
    private static final String PASSWORD = "correct horse battery";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Path folder;
    private static ConfigurableApplicationContext api;
    private static RestClient rest;
    private static int port;
    private static Program prosody;
    private static Program haproxy;

    @BeforeAll static void start() throws Exception {
        for (String[] program : new String[][] {{"haproxy", "haproxy"}, {"prosody", "prosody"}, {"setpriv", "util-linux"}, {"mariadbd", "mariadb-server-core"}}) {
            Program.require(program[0], program[1]);
        }
        System.setProperty("tandem.test.database", "mariadb");
        folder = Files.createTempDirectory("tandem-xmpp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        provision();
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        SiteFolder site = site();
        assertThat(site.cfg("build", "--to", folder.resolve("built").toString())).matches(said -> said.code() == 0, "is built");
        Path built = folder.resolve("built/self/etc");
        prosody = Program.start(folder, "prosody", List.of("setpriv", "--reuid", "prosody", "--regid", "prosody", "--init-groups", "prosody", "--config",
            forProsody(built.resolve("prosody/prosody.cfg.lua")).toString(), "-F"));
        haproxy = Program.start(folder, "haproxy", List.of("haproxy", "-db", "-f", built.resolve("haproxy/haproxy.cfg").toString()));
        await("127.0.0.1", prosody);
        await("127.0.0.2", haproxy);
    }

    private static void provision() throws Exception {
        Stream<String> more = Stream.of("--management.server.port=0", "--tandem.api.subscriber.port=0");
        api = TandemService.run("provisioning-api", ProvisioningApi.class, Stream.concat(Stream.of(TestServers.serviceArguments()), more).toArray(String[]::new));
        Path authority = api.getBean(NodeProperties.class).dataDir().resolve("provisioning-api/ca.pem");
        rest = RestClient.of("https://127.0.0.1:" + ((WebServerApplicationContext) api).getWebServer().getPort(), authority, "administrator", "administrator");
        Tenant.provision(rest, DOMAIN).subscriber("alice", PASSWORD, "777001");
    }

    private static SiteFolder site() throws IOException {
        SelfSignedCertificate certificate = SelfSignedCertificate.create(folder, "xmpp", List.of("dns:" + DOMAIN));
        Files.setPosixFilePermissions(certificate.privateKey(), PosixFilePermissions.fromString("rw-r--r--"));
        SiteFolder site = new SiteFolder(folder.resolve("root"), "self");
        site.write("network.yml", """
            hosts:
              self:
                role: [lb, proxy, db, mgmt]
                interfaces: [inside, outside]
                inside: {ip: 127.0.0.1, netmask: 8, type: [sip_int]}
                outside: {ip: 127.0.0.2, netmask: 8, type: [sip_ext, rtp_ext]}
            """);
        return site.write("config.yml", """
            spring: {config: {import: ["optional:file:/etc/tandem/node.yml"]}}
            tandem:
              secret: secret-of-the-tests
              db: {url: "%s", username: %s, password: %s}
              site: {xmpp: {domains: [%s], port: %d, storage: true, certificate: %s, key: %s}}
            """.formatted(TestServers.mysql().jdbcUrl(), TestServers.mysql().username(), TestServers.mysql().password(), DOMAIN, port, certificate.certificate(),
                certificate.privateKey()));
    }

    /** Debian's folders are the installed prosody's, and the module is not installed. */
    private static Path forProsody(Path built) throws IOException {
        Path state = Files.createDirectory(folder.resolve("state"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path modules = Files.createDirectory(folder.resolve("modules"));
        Files.copy(Path.of("../deploy/src/main/xmpp/mod_auth_tandem.lua"), modules.resolve("mod_auth_tandem.lua"));
        String text = "data_path = \"" + state + "\"\n" + Files.readString(built).replace("/usr/lib/tandem/prosody", modules.toString())
            .replace("/run/prosody/prosody.pid", state.resolve("pid").toString()).replace("*syslog", "*console");
        Path file = Files.writeString(folder.resolve("prosody.cfg.lua"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    /** Until the server speaks: haproxy takes connections before it has found prosody. */
    private static void await(String host, Program program) throws Exception {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; Thread.sleep(50)) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), 500);
                socket.setSoTimeout(2_000);
                socket.getOutputStream().write(("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='" + DOMAIN
                    + "' version='1.0'>").getBytes(StandardCharsets.UTF_8));
                if (socket.getInputStream().read() >= 0) return;
            } catch (IOException e) {
                assertThat(program.isAlive()).as(program.output()).isTrue();
            }
        }
        throw new AssertionError("nobody speaks on " + host + ":" + port + ": " + program.output());
    }

    @AfterAll static void end() throws Exception {
        for (Program program : new Program[] {haproxy, prosody}) {
            if (program != null) program.close();
        }
        if (rest != null) rest.close();
        if (api != null) api.close();
    }

    private static String login(String user, String password) throws Exception {
        Program client = Program.start(folder, "login", List.of("/usr/bin/python3", Path.of("src/test/resources/xmpp-login.py").toAbsolutePath().toString(), "127.0.0.2",
            Integer.toString(port), folder.resolve("xmpp.pem").toString(), user + "@" + DOMAIN, password));
        client.awaitExit(PATIENCE);
        return client.output().strip();
    }

    private static void change(long subscriber, String field, String value) throws Exception {
        Map<String, Object> item = new JsonMapper().convertValue(rest.get("subscribers", subscriber), new TypeReference<>() {});
        item.keySet().removeAll(List.of("_links", "id"));
        item.put(field, value);
        rest.replace("subscribers", subscriber, item);
    }

    @Test void theRightPasswordOpensASession() throws Exception {
        assertThat(login("alice", PASSWORD)).as(prosody.output()).endsWith("session with SCRAM-SHA-256");
    }

    @Test void aWrongPasswordIsRefused() throws Exception {
        assertThat(login("alice", "wrong")).endsWith("refused");
    }

    @Test void anUnknownUserIsRefused() throws Exception {
        assertThat(login("nobody", PASSWORD)).as(prosody.output()).endsWith("refused");
    }

    @Test void aNewPasswordCountsAtOnceAndTheOldOneNoMore() throws Exception {
        long bob = Tenant.provision(rest, DOMAIN).subscriber("bob", "first password", "777002");
        change(bob, "password", "second password");
        assertThat(login("bob", "first password")).endsWith("refused");
        assertThat(login("bob", "second password")).endsWith("session with SCRAM-SHA-256");
    }

    @Test void whoIsLockedIsRefused() throws Exception {
        long carol = Tenant.provision(rest, DOMAIN).subscriber("carol", PASSWORD, "777003");
        change(carol, "status", "locked");
        assertThat(login("carol", PASSWORD)).as(prosody.output()).endsWith("refused");
    }
}
