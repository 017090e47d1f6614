package io.tandem.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.EmbeddedRedis;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** The Debian packages on a Debian: installed, started from their units' own command lines, upgraded, purged. Needs root and name spaces. */
class PackagesIT {
    private static final Path ROOT = Path.of(System.getProperty("user.dir")).resolveSibling(".").normalize();
    private static final Duration BUILD = Duration.ofMinutes(3);
    private static final Duration INSTALL = Duration.ofMinutes(5);

    /** Both tests install the same. */
    @TempDir private static Path debs;

    @TempDir private Path folder;

    @BeforeAll static void build() throws Exception {
        Program.require("dpkg-deb", "dpkg");
        requireRoot();
        run(debs, "build", BUILD, List.of("env", "JAVA_HOME=" + System.getProperty("java.home"), ROOT.resolve("deploy/src/main/packages/build.sh").toString(),
            ROOT.resolve("deploy/target/dist").toString(), debs.toString(), "0.1.0"));
    }

    @Test void aDebianBecomesANodeAndServesCalls() throws Exception {
        assertThat(onAServer("install.sh", List.of("unshare", "setpriv", "socat", "dpkg-deb", "systemd-analyze", "systemd-sysusers")).lines())
            .contains("installed", "units are sound", "two phones have called each other", "an upgrade keeps the settings", "all have ended",
                "purged; the data stays");
    }

    /** What the units forbid is forbidden, and what the services do is not. Two minutes, with {@code -Dtandem.test.boot=yes} only. */
    @Test @EnabledIfSystemProperty(named = "tandem.test.boot", matches = "yes") void systemdStartsEveryUnitUnderItsLimits() throws Exception {
        assertThat(onAServer("boot.sh", List.of("unshare", "socat", "dpkg-deb", "systemd-nspawn", "nsenter", "capsh")).lines())
            .contains("booted", "a database waits for the HA manager's word", "all units are active", "every limit holds",
                "two phones have called each other under all limits", "all have ended");
    }

    private String onAServer(String script, List<String> programs) throws Exception {
        for (String program : programs) {
            Program.require(program, "util-linux socat dpkg systemd systemd-container libcap2-bin");
        }
        try (EmbeddedMySql mysql = EmbeddedMySql.start(folder.resolve("mysql"), 0);
                EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
                Program _ = bridge("mysql.sock", mysql.port());
                Program _ = bridge("redis.sock", redis.port())) {
            return run(folder, "install", INSTALL, List.of("unshare", "--mount", "--mount-proc", "--pid", "--net", "--fork", "--kill-child",
                ROOT.resolve("deploy/src/test/" + script).toString(), debs.toString(), folder.toString()));
        }
    }

    /** A local socket is reached from any network name space. */
    private Program bridge(String socket, int port) throws Exception {
        return Program.start(folder, socket, List.of("socat", "UNIX-LISTEN:" + folder.resolve(socket) + ",fork,mode=666", "TCP:127.0.0.1:" + port));
    }

    private static String run(Path folder, String name, Duration limit, List<String> command) throws Exception {
        try (Program program = Program.start(folder, name, command)) {
            assertThat(program.awaitExit(limit)).as(program.output()).isZero();
            return program.output();
        }
    }

    private static void requireRoot() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && System.getenv("TANDEM_NO_SKIP") != null) {
            fail("packages are installed as root only");
        }
        Assumptions.assumeTrue(root, "not root: packages were not installed");
    }
}
