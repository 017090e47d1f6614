package io.tandem.ha.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A pair whose nodes have a MariaDB, a Redis and a B2BUA on the shared address each, and in the internet two parties with calls between them and a program
 * that writes to the database. */
final class CallsPairLab extends PairLab {
    private static final long PATIENCE_SECONDS = 60;
    private static final int ROWS = 50;
    private final BlockingQueue<String> parties = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> writer = new LinkedBlockingQueue<>();
    private final String[] b2buas = new String[2];
    private final List<Process> programs = new ArrayList<>();

    CallsPairLab(Path folder) throws IOException, InterruptedException { super(folder, ""); }

    @Override String more(int node) {
        return """
              redis: {uri: "redis://127.0.0.1:6379"}
              b2bua:
                listen: {address: %s, port: 5080}
                control: {listen: "127.0.0.1:0"}
            tandem.ha-manager.stores.redis.uri: "redis://127.0.0.1:6379"
            tandem.ha-manager.stores.redis.peer: "192.168.255.25%d:6379"
            tandem.ha-manager.stores.database.url: "jdbc:mysql://127.0.0.1:3306/"
            tandem.ha-manager.stores.database.username: ha
            tandem.ha-manager.stores.database.password: secret
            tandem.ha-manager.stores.database.peer: "192.168.255.25%d:3306"
            tandem.ha-manager.stores.database.replica-username: ha
            tandem.ha-manager.stores.database.replica-password: secret
            """.formatted(SHARED, 3 - node, 3 - node);
    }

    @Override void boot(int node) throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("redis" + node));
        spawn("sp" + node, "redis", List.of("/usr/bin/redis-server", "--port", "6379", "--bind", "127.0.0.1", "192.168.255.25" + node,
            "--protected-mode", "no", "--dir", data.toString(), "--save", "", "--appendonly", "no", "--repl-diskless-sync", "yes",
            "--repl-diskless-sync-delay", "0", "--repl-timeout", "3", "--repl-ping-replica-period", "1",
            "--replicaof", "192.168.255.25" + (3 - node), "6379"));
        bootDatabase(node);
        super.boot(node);
        bootB2bua(node);
    }

    private void bootDatabase(int node) throws IOException, InterruptedException {
        Path home = folder.resolve("mariadb" + node);
        if (!Files.exists(home)) install(Files.createDirectories(home));
        spawn("sp" + node, "mariadb", List.of("/usr/sbin/mariadbd", "--no-defaults", "--datadir=" + home.resolve("data"), "--user=root",
            "--init-file=" + home.resolve("accounts.sql"), "--socket=" + home.resolve("s"), "--pid-file=" + home.resolve("pid"), "--bind-address=0.0.0.0",
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

    /** Not in real time. */
    void bootB2bua(int node) throws IOException, InterruptedException {
        List<String> b2bua = java("io.tandem.b2bua.B2buaService", "--server.port=0", "--tandem.config-file=" + config(node));
        b2buas[node - 1] = spawn("sp" + node, "b2bua", b2bua.subList(3, b2bua.size()));
    }

    /** In good order, as systemd does. */
    void stopB2bua(int node) throws IOException, InterruptedException {
        lab("exec", "sp" + node, "kill", b2buas[node - 1]);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!lab("exec", "sp" + node, "sh", "-c", "ss -Hlun sport = 5080").isBlank()) {
            if (System.nanoTime() - end > 0) throw new IOException("the B2BUA does not end: " + servers());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Has rows written to the shared database from now on; returns when some are there. */
    void write() throws IOException, InterruptedException {
        listen(writer, SqlParty.class.getName(), SHARED);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (writer.size() < ROWS) {
            if (System.nanoTime() - end > 0) throw new IOException("nobody can write: " + List.copyOf(writer) + logs());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Waits until the writer has something acknowledged after a failure. @return all rows acknowledged so far, and the silence in milliseconds in the end */
    List<String> written() throws IOException, InterruptedException {
        List<String> heard = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() - end < 0) {
            String line = writer.poll(1, TimeUnit.SECONDS);
            if (line != null) heard.add(line);
            if (line != null && line.startsWith("silence")) return heard;
        }
        throw new IOException("the writer has not met a failure and been served again, but " + heard.size() + " rows: " + logs());
    }

    List<String> rows(int node) throws IOException, InterruptedException {
        return lab("exec", "sp" + node, "mariadb", "--no-defaults", "--socket=" + folder.resolve("mariadb" + node).resolve("s"), "-uroot", "-N", "-e",
            "SELECT CONCAT('acknowledged ', i) FROM d.t").lines().toList();
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

    /** Sets calls up. */
    void calls(int count) throws IOException, InterruptedException {
        listen(parties, CallParties.class.getName(), SHARED, "5080", "203.0.113.100", Integer.toString(count), hangUp().toString());
    }

    /** Runs a program in the internet. */
    private void listen(BlockingQueue<String> heard, String mainClass, String... parameters) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("exec", "internet"));
        List<String> program = java(mainClass, parameters);
        arguments.addAll(program.subList(3, program.size()));
        Process process = start(arguments.toArray(String[]::new));
        programs.add(process);
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) heard.add(line);
            } catch (IOException e) {
                heard.add("ended: " + e.getMessage());
            }
        });
    }

    @Override public void close() throws IOException, InterruptedException {
        programs.forEach(Process::destroy);
        super.close();
    }

    /** Has another call begun now. */
    void dial() throws IOException { Files.createFile(folder.resolve("hang-up.dial")); }

    private Path hangUp() { return folder.resolve("hang-up"); }

    /** Has every call ended, by one party or the other in turn. */
    void hangUpAll() throws IOException { Files.createFile(hangUp()); }

    /** Waits for a line that begins so. */
    String hear(String beginning) throws IOException, InterruptedException {
        List<String> heard = new ArrayList<>();
        while (true) {
            String line = parties.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) throw new IOException("heard only " + heard + "\n" + logs() + servers());
            if (line.startsWith(beginning)) return line;
            heard.add(line);
        }
    }

    /** What the B2BUAs have logged. */
    String servers() throws IOException, InterruptedException {
        return lab("log", "sp1", "b2bua") + lab("log", "sp2", "b2bua");
    }

    String redis(int node, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("exec", "sp" + node, "redis-cli"));
        command.addAll(List.of(words));
        return lab(command.toArray(String[]::new)).strip();
    }
}
