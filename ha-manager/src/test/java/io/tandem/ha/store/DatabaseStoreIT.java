package io.tandem.ha.store;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.store.StoreProperties.DatabasePair;
import io.tandem.testkit.server.DebianMariaDb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Two real MariaDB servers, configured as the handbook says. */
class DatabaseStoreIT {
    private static final int[] PORTS = {23406, 23407};
    @TempDir Path folder;
    private final List<Process> servers = new ArrayList<>();
    private DatabaseStore one;
    private DatabaseStore two;

    @BeforeEach void start() throws Exception {
        boolean required = System.getenv("TANDEM_NO_SKIP") != null;
        if (required && !DebianMariaDb.isInstalled()) throw new IllegalStateException("TANDEM_NO_SKIP: apt-get install " + DebianMariaDb.PACKAGES);
        Assumptions.assumeTrue(DebianMariaDb.isInstalled(), "skipped: needs " + DebianMariaDb.PACKAGES);
        for (int node = 0; node < 2; node++) {
            install(node);
            boot(node);
        }
        one = new DatabaseStore(pair(0));
        two = new DatabaseStore(pair(1));
    }

    private void install(int node) throws Exception {
        Path data = Files.createDirectories(folder.resolve("n" + node)).resolve("data");
        Process install = new ProcessBuilder("/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + data, "--user=" + System.getProperty("user.name"),
            "--auth-root-authentication-method=normal", "--skip-test-db").redirectErrorStream(true).redirectOutput(folder.resolve("install.log").toFile()).start();
        assertThat(install.waitFor()).as(Files.readString(folder.resolve("install.log"))).isZero();
        Files.writeString(folder.resolve("accounts.sql"), """
            SET sql_log_bin=0;
            CREATE USER IF NOT EXISTS ha@'%' IDENTIFIED BY 'secret';
            GRANT ALL ON *.* TO ha@'%';
            CREATE USER IF NOT EXISTS app@'%' IDENTIFIED BY 'app';
            GRANT SELECT, INSERT, UPDATE, CREATE ON *.* TO app@'%';
            SET sql_log_bin=1;
            """);
    }

    private void boot(int node) throws Exception {
        Path home = folder.resolve("n" + node);
        int n = node + 1;
        Process server = new ProcessBuilder("/usr/sbin/mariadbd", "--no-defaults", "--datadir=" + home.resolve("data"), "--user=" + System.getProperty("user.name"),
            "--init-file=" + folder.resolve("accounts.sql"), "--port=" + PORTS[node], "--bind-address=127.0.0.1", "--socket=" + home.resolve("s"),
            "--pid-file=" + home.resolve("pid"), "--server-id=" + n, "--gtid-domain-id=" + n, "--gtid-strict-mode=ON", "--log-bin=bin", "--log-slave-updates=ON",
            "--binlog-format=ROW", "--skip-slave-start", "--read-only=ON", "--skip-name-resolve", "--slave-net-timeout=4", "--innodb-buffer-pool-size=32M",
            "--version=5.7.19-10.11-MariaDB").redirectErrorStream(true).redirectOutput(home.resolve("log").toFile()).start();
        servers.add(server);
        await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            assertThat(server.isAlive()).as(Files.readString(home.resolve("log"))).isTrue();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", PORTS[node]), 500);
                return true;
            }
        });
    }

    @AfterEach void stop() throws Exception {
        for (Process server : servers) {
            server.destroy();
            if (!server.waitFor(20, TimeUnit.SECONDS)) server.destroyForcibly().waitFor();
        }
    }

    private static DatabasePair pair(int node) {
        return new DatabasePair(url(node), "ha", "secret", "127.0.0.1:" + PORTS[1 - node], "ha", "secret");
    }

    private static String url(int node) {
        return "jdbc:mysql://127.0.0.1:" + PORTS[node] + "/?sslMode=DISABLED&allowPublicKeyRetrieval=true";
    }

    private static void write(int node, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(node), "app", "app"); Statement statement = connection.createStatement()) {
            for (String each : statements) statement.execute(each);
        }
    }

    private static long rows(int node) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(node), "app", "app"); Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM d.t")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void firstIsActive() throws Exception {
        one.promote(2);
        two.demote();
        write(0, "CREATE DATABASE d", "CREATE TABLE d.t (i INT PRIMARY KEY)", "INSERT INTO d.t VALUES (1)");
        await().atMost(Duration.ofSeconds(30)).until(() -> one.look(true).protects() && two.look(false).protects());
    }

    @Test void theStandbyIsAReadOnlyReplicaAndTheActiveNodeIsProtectedOnlyWhileItIs() throws Exception {
        assertThatThrownBy(() -> write(0, "CREATE DATABASE d")).as("before anybody is active").hasMessageContaining("read-only");
        firstIsActive();
        assertThatThrownBy(() -> write(1, "INSERT INTO d.t VALUES (9)")).hasMessageContaining("read-only");
        servers.get(1).destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(30)).until(() -> !one.look(true).protects());
        write(0, "INSERT INTO d.t VALUES (2)");
        boot(1);
        two.demote();
        await().atMost(Duration.ofSeconds(30)).until(() -> one.look(true).protects());
        assertThat(rows(1)).isEqualTo(2);
    }

    @Test void aTakeOverLosesNothingAndTheOldOneFollowsWhenItIsBack() throws Exception {
        firstIsActive();
        write(0, "INSERT INTO d.t VALUES (2)");
        servers.get(0).destroyForcibly().waitFor();
        two.promote(3);
        assertThat(rows(1)).isEqualTo(2);
        write(1, "INSERT INTO d.t VALUES (3)");
        boot(0);
        one.demote();
        await().atMost(Duration.ofSeconds(30)).until(() -> two.look(true).protects() && rows(0) == 3);
        one.promote(4);
        two.demote();
        write(0, "INSERT INTO d.t VALUES (4)");
        await().atMost(Duration.ofSeconds(30)).until(() -> rows(1) == 4);
    }

    @Test void whatNeverReachedThePeerKeepsANodeFromFollowing() throws Exception {
        firstIsActive();
        servers.get(1).destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(30)).until(() -> !one.look(true).protects());
        write(0, "INSERT INTO d.t VALUES (2)", "INSERT INTO d.t VALUES (3)");
        servers.get(0).destroyForcibly().waitFor();
        boot(1);
        two.promote(3);
        write(1, "INSERT INTO d.t VALUES (4)");
        boot(0);
        assertThatThrownBy(() -> one.demote()).isInstanceOf(StoreException.class).hasMessageContaining("2 transactions of this node never reached the peer");
        assertThatThrownBy(() -> write(0, "INSERT INTO d.t VALUES (9)")).hasMessageContaining("read-only");
        assertThat(rows(0)).as("nothing is merged or dropped").isEqualTo(3);
    }
}
