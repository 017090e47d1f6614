package io.tandem.ha.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.client.NodeState;

/** A pair whose nodes have a MariaDB and a Redis each. */
class StoresPairLab extends PairLab {
    static final long PATIENCE_SECONDS = 60;
    private static final Path RECOVERY = Path.of("../deploy/src/main/database/mariadb-recovery").toAbsolutePath().normalize();

    StoresPairLab(Path folder) throws IOException, InterruptedException { super(folder, ""); }

    @Override String more(int node) {
        return """
              redis: {uri: "redis://127.0.0.1:6379"}
            tandem.ha-manager.stores.redis.uri: "redis://127.0.0.1:6379"
            tandem.ha-manager.stores.redis.peer: "192.168.255.25%d:6379"
            tandem.ha-manager.stores.database.url: "jdbc:mysql://127.0.0.1:3306/"
            tandem.ha-manager.stores.database.username: ha
            tandem.ha-manager.stores.database.password: secret
            tandem.ha-manager.stores.database.peer: "192.168.255.25%d:3306"
            tandem.ha-manager.stores.database.replica-username: ha
            tandem.ha-manager.stores.database.replica-password: secret
            """.formatted(3 - node, 3 - node);
    }

    @Override void boot(int node) throws IOException, InterruptedException {
        bootStores(node);
        bootPrograms(node);
    }

    /** All but the stores. */
    void bootPrograms(int node) throws IOException, InterruptedException { super.boot(node); }

    void bootStores(int node) throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("redis" + node));
        spawn("sp" + node, "redis", List.of("/usr/bin/redis-server", "--port", "6379", "--bind", "127.0.0.1", "192.168.255.25" + node,
            "--protected-mode", "no", "--dir", data.toString(), "--save", "", "--appendonly", "no", "--repl-diskless-sync", "yes",
            "--repl-diskless-sync-delay", "0", "--repl-timeout", "3", "--repl-ping-replica-period", "1",
            "--replicaof", "192.168.255.25" + (3 - node), "6379"));
        bootDatabase(node);
    }

    private void bootDatabase(int node) throws IOException, InterruptedException {
        Path home = folder.resolve("mariadb" + node);
        if (!Files.exists(home)) install(Files.createDirectories(home));
        Path role = home.resolve("role.cnf");
        spawn("sp" + node, "mariadb", List.of("sh", "-c", "%s %s %s && exec \"$@\"".formatted(RECOVERY, folder.resolve("d" + node).resolve("ha-manager"), role),
            "start", "/usr/sbin/mariadbd", "--defaults-file=" + role, "--datadir=" + home.resolve("data"), "--user=root",
            "--init-file=" + home.resolve("accounts.sql"), "--socket=" + home.resolve("s"), "--pid-file=" + home.resolve("pid"), "--tmpdir=" + home,
            "--bind-address=0.0.0.0",
            "--server-id=" + node, "--gtid-domain-id=" + node, "--gtid-strict-mode=ON", "--log-bin=bin", "--relay-log=relay", "--log-slave-updates=ON",
            "--binlog-format=ROW", "--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1", "--slave-net-timeout=4", "--relay-log-recovery=ON",
            "--skip-slave-start", "--read-only=ON", "--rpl-semi-sync-slave-enabled=1", "--rpl-semi-sync-master-wait-point=AFTER_SYNC",
            "--rpl-semi-sync-master-timeout=10000", "--skip-name-resolve", "--innodb-buffer-pool-size=32M"));
    }

    private static void install(Path home) throws IOException, InterruptedException {
        Files.writeString(home.resolve("accounts.sql"), """
            SET sql_log_bin=0;
            CREATE USER IF NOT EXISTS ha@'%' IDENTIFIED BY 'secret';
            GRANT ALL ON *.* TO ha@'%';
            CREATE USER IF NOT EXISTS app@'%' IDENTIFIED BY 'app';
            GRANT SELECT, INSERT ON d.* TO app@'%';
            SET sql_log_bin=1;
            """);
        Path tables = Files.writeString(home.resolve("tables.sql"), """
            CREATE DATABASE accounting;
            CREATE TABLE accounting.pair_epoch (pair VARCHAR(64) NOT NULL PRIMARY KEY, epoch BIGINT UNSIGNED NOT NULL);
            CREATE DATABASE d;
            CREATE TABLE d.t (i INT PRIMARY KEY);
            """);
        Process install = new ProcessBuilder("/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + home.resolve("data"), "--user=root",
            "--auth-root-authentication-method=normal", "--skip-test-db", "--extra-file=" + tables).redirectErrorStream(true).start();
        String output = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (install.waitFor() != 0) throw new IOException(output);
    }

    List<String> rows(int node) throws IOException, InterruptedException {
        return lab("exec", "sp" + node, "mariadb", "--no-defaults", "--socket=" + folder.resolve("mariadb" + node).resolve("s"), "-uroot", "-N", "-e",
            "SELECT CONCAT('acknowledged ', i) FROM d.t").lines().toList();
    }

    /** A service of this node writes a row. */
    void insert(int node, int row) throws IOException, InterruptedException {
        lab("exec", "sp" + node, "mariadb", "--no-defaults", "-h127.0.0.1", "-uapp", "-papp", "-e", "INSERT INTO d.t VALUES (" + row + ")");
    }

    /** An operator runs a file on a node. */
    void run(int node, Path file) throws IOException, InterruptedException {
        lab("exec", "sp" + node, "sh", "-c", "mariadb --no-defaults --socket=%s -uroot < %s".formatted(folder.resolve("mariadb" + node).resolve("s"), file));
    }

    /** Until what is written on this node is on the other one, too. */
    void awaitStores(int node) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String report = "";
        while (System.nanoTime() - end < 0) {
            report = client(node).report().message();
            if (report.contains("store redis: master, the replica is") && report.contains("store database: master, each commit is on the peer")) return;
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("the stores are not in step: " + report + logs());
    }

    /** Until a node says so of its pair. @return all it says */
    String awaitReport(int node, String text) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String report = "";
        while (System.nanoTime() - end < 0) {
            if (state(node) != NodeState.UNKNOWN) report = client(node).report().message();
            if (report.contains(text)) return report;
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("sp" + node + " never says '" + text + "' but " + report + logs());
    }

    String redis(int node, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("exec", "sp" + node, "redis-cli"));
        command.addAll(List.of(words));
        return lab(command.toArray(String[]::new)).strip();
    }
}
