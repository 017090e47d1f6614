package io.tandem.ha.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.store.StoreProperties.DatabasePair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two real MariaDB servers, 0 and 1, configured as the handbook says, and an application's account. */
final class MariaDbPair implements AutoCloseable {
    private static final String COMPARISON = migration("V118__pair_comparison.sql");
    private static final Path RECOVERY = Path.of("../deploy/src/main/database/mariadb-recovery").toAbsolutePath().normalize();
    private static final String USER = System.getProperty("user.name");
    private final Path folder;
    private final int[] ports = {freePort(), freePort()};
    private final Process[] servers = new Process[2];

    MariaDbPair(Path folder) throws Exception {
        this.folder = folder;
        Files.writeString(folder.resolve("accounts.sql"), """
            SET sql_log_bin=0;
            CREATE USER IF NOT EXISTS ha@'%' IDENTIFIED BY 'secret';
            GRANT SUPER, PROCESS, RELOAD, REPLICATION SLAVE, REPLICATION SLAVE ADMIN, REPLICA MONITOR, BINLOG MONITOR, BINLOG ADMIN, READ_ONLY ADMIN,
                CONNECTION ADMIN, REPLICATION MASTER ADMIN ON *.* TO ha@'%';
            GRANT SELECT, INSERT, UPDATE ON *.* TO ha@'%';
            CREATE USER IF NOT EXISTS replica@'%' IDENTIFIED BY 'copy';
            GRANT REPLICATION SLAVE ON *.* TO replica@'%';
            CREATE USER IF NOT EXISTS app@'%' IDENTIFIED BY 'app';
            GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, LOCK TABLES ON *.* TO app@'%';
            SET sql_log_bin=1;
            """);
        Files.writeString(folder.resolve("tables.sql"), """
            SET sql_log_bin=0;
            CREATE DATABASE accounting;
            CREATE TABLE accounting.pair_epoch (pair VARCHAR(64) NOT NULL PRIMARY KEY, epoch BIGINT UNSIGNED NOT NULL);
            USE accounting;
            %s
            CREATE DATABASE d;
            CREATE TABLE d.t (i INT PRIMARY KEY);
            """.formatted(COMPARISON));
        for (int node = 0; node < 2; node++) {
            Files.createDirectories(manager(node));
            install(node);
            boot(node);
        }
    }

    private static String migration(String name) {
        try (InputStream file = MariaDbPair.class.getResourceAsStream("/io/tandem/data/migration/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*", "").strip().replace("\n", " ").replace(";", ";\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void install(int node) throws Exception {
        Path home = Files.createDirectories(home(node));
        Path log = home.resolve("install.log");
        Process install = new ProcessBuilder("/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + home.resolve("data"), "--user=" + USER,
            "--auth-root-authentication-method=normal", "--skip-test-db", "--extra-file=" + folder.resolve("tables.sql")).redirectErrorStream(true)
            .redirectOutput(log.toFile()).start();
        assertThat(install.waitFor()).as(Files.readString(log)).isZero();
    }

    private Path home(int node) { return folder.resolve("n" + node); }

    /** What the HA manager of a node has on disk. */
    Path manager(int node) { return folder.resolve("ha" + node); }

    /** Until it answers; nobody is asked what its crash recovery may do. */
    void boot(int node) throws Exception {
        start(node, 0);
        awaitUp(node);
    }

    /** As its unit does: it comes when whoever follows the role of its node has said what its crash recovery may do. */
    void start(int node) throws Exception { start(node, 60); }

    void awaitUp(int node) {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            assertThat(servers[node].isAlive()).as(Files.readString(home(node).resolve("log"))).isTrue();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", ports[node]), 500);
                return true;
            }
        });
    }

    /** Was it allowed to cut off what nobody was told of, at its last start? */
    boolean cuts(int node) throws IOException { return Files.readString(home(node).resolve("role.cnf")).contains("init-rpl-role = SLAVE"); }

    private void start(int node, int patience) throws IOException {
        Path home = home(node);
        int n = node + 1;
        Path role = home.resolve("role.cnf");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "%s %s %s && exec \"$@\"".formatted(RECOVERY, manager(node), role), "start",
            "/usr/sbin/mariadbd", "--defaults-file=" + role, "--datadir=" + home.resolve("data"), "--user=" + USER,
            "--init-file=" + folder.resolve("accounts.sql"), "--port=" + ports[node], "--bind-address=127.0.0.1", "--socket=" + home.resolve("s"),
            "--pid-file=" + home.resolve("pid"), "--tmpdir=" + home, "--server-id=" + n, "--gtid-domain-id=" + n, "--gtid-strict-mode=ON", "--log-bin=bin",
            "--relay-log=relay", "--log-slave-updates=ON", "--binlog-format=ROW", "--binlog-row-image=FULL", "--sync-binlog=1",
            "--innodb-flush-log-at-trx-commit=1", "--auto-increment-increment=2", "--auto-increment-offset=" + n, "--slave-exec-mode=STRICT",
            "--slave-net-timeout=4", "--relay-log-recovery=ON", "--skip-slave-start", "--read-only=ON", "--rpl-semi-sync-slave-enabled=1",
            "--rpl-semi-sync-master-wait-point=AFTER_SYNC", "--rpl-semi-sync-master-timeout=10000", "--skip-name-resolve", "--innodb-buffer-pool-size=32M");
        builder.environment().put("RECOVERY_SECONDS", Integer.toString(patience));
        servers[node] = builder.redirectErrorStream(true).redirectOutput(home.resolve("log").toFile()).start();
    }

    /** As by a power failure. */
    void kill(int node) throws InterruptedException { servers[node].destroyForcibly().waitFor(); }

    /** Or lets it go on. */
    void freeze(int node, boolean still) throws Exception {
        assertThat(new ProcessBuilder("kill", still ? "-STOP" : "-CONT", Long.toString(servers[node].pid())).start().waitFor()).isZero();
    }

    DatabasePair of(int node) { return new DatabasePair(url(node), "ha", "secret", "127.0.0.1:" + ports[1 - node], "replica", "copy"); }

    /** What follows the role of a node, with comparisons on request only, in small chunks. */
    static Stores stores(DatabasePair database, Path folder) {
        StoreProperties.Nightly never = new StoreProperties.Nightly(false, "03:30", 10);
        return new Stores(new StoreProperties(null, database, Duration.ofMillis(300), Duration.ofSeconds(5), never), "sp", folder, InstantSource.system());
    }

    int port(int node) { return ports[node]; }

    private String url(int node) { return "jdbc:mysql://127.0.0.1:" + ports[node] + "/?sslMode=DISABLED&allowPublicKeyRetrieval=true"; }

    Connection connect(int node) throws SQLException { return DriverManager.getConnection(url(node), "app", "app"); }

    void write(int node, String... statements) throws SQLException {
        try (Connection connection = connect(node)) {
            execute(connection, statements);
        }
    }

    /** As somebody whom read-only does not bind. */
    void writeAsRoot(int node, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(node), "root", "")) {
            execute(connection, statements);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) statement.execute(each);
        }
    }

    Set<Integer> rows(int node) throws SQLException {
        try (Connection connection = connect(node); Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("SELECT i FROM d.t")) {
            Set<Integer> all = new TreeSet<>();
            while (rows.next()) all.add(rows.getInt(1));
            return all;
        }
    }

    /** Under way. */
    Load load(int node, int from) {
        Load load = new Load(node, from);
        await().atMost(Duration.ofSeconds(30)).until(() -> load.acknowledged.size() > 50);
        return load;
    }

    /** Writers who note what was acknowledged to them, until their server is gone. */
    final class Load implements AutoCloseable {
        private final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
        private final Set<String> ends = new ConcurrentSkipListSet<>();
        private final List<Thread> writers = new ArrayList<>();

        Load(int node, int from) {
            for (int i = 0; i < 4; i++) {
                int first = from + i * 100_000;
                writers.add(Thread.ofVirtual().start(() -> write(node, first)));
            }
        }

        private void write(int node, int first) {
            try (Connection connection = connect(node); Statement statement = connection.createStatement()) {
                for (int i = first; ; i++) {
                    statement.execute("INSERT INTO d.t VALUES (" + i + ")");
                    acknowledged.add(i);
                }
            } catch (SQLException gone) {
                ends.add(String.valueOf(gone.getMessage()));
            }
        }

        Set<Integer> acknowledged() { return acknowledged; }

        @Override public void close() throws InterruptedException {
            for (Thread writer : writers) writer.join();
            assertThat(ends).as("of writers: their server died or let go").allMatch(end -> end.contains("Communications link") || end.contains("read-only")
                || end.contains("onnection"));
        }
    }

    /** Runs a program of MariaDB's against a server as root. */
    String program(int node, Path input, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(1, List.of("--no-defaults", "--protocol=socket", "--socket=" + home(node).resolve("s"), "--user=root"));
        Process process = new ProcessBuilder(all).redirectInput(input.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Override public void close() throws Exception {
        for (Process server : servers) {
            if (server == null) continue;
            server.destroy();
            if (!server.waitFor(20, TimeUnit.SECONDS)) server.destroyForcibly().waitFor();
        }
    }
}
