package io.tandem.e2e.pair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A node's MariaDB: before its first start, with the accounts of the handbook, and after a failure. */
final class Databases {
    private Databases() {}

    static void install(Path home) throws IOException, InterruptedException {
        StringBuilder accounts = new StringBuilder("SET sql_log_bin=0;\n");
        for (String host : List.of("127.0.0.1", "192.168.255.250", "192.168.255.251", "192.168.255.252")) {
            accounts.append("""
                CREATE USER IF NOT EXISTS 'tandem-ha'@'%1$s' IDENTIFIED BY 'secret';
                GRANT SUPER, PROCESS, RELOAD, REPLICATION SLAVE, REPLICATION SLAVE ADMIN, REPLICATION MASTER ADMIN, REPLICA MONITOR, BINLOG MONITOR, BINLOG ADMIN, \
                READ_ONLY ADMIN, CONNECTION ADMIN, SELECT, INSERT, UPDATE, SHOW VIEW ON *.* TO 'tandem-ha'@'%1$s';
                CREATE USER IF NOT EXISTS 'replica'@'%1$s' IDENTIFIED BY 'secret';
                GRANT REPLICATION SLAVE ON *.* TO 'replica'@'%1$s';
                CREATE USER IF NOT EXISTS 'tandem'@'%1$s' IDENTIFIED BY 'tandem';
                """.formatted(host));
            for (String database : List.of("billing", "provisioning", "accounting", "voicemail", "xmpp")) {
                accounts.append("GRANT ALL ON %s.* TO 'tandem'@'%s';%n".formatted(database, host));
            }
        }
        accounts.append("CREATE USER IF NOT EXISTS prometheus@localhost IDENTIFIED VIA unix_socket;\n"
            + "GRANT PROCESS, REPLICATION CLIENT, SLAVE MONITOR, SELECT ON *.* TO prometheus@localhost;\n");
        Files.writeString(home.resolve("accounts.sql"), accounts.append("SET sql_log_bin=1;\n"));
        Process install = new ProcessBuilder("/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + home.resolve("data"), "--user=root",
            "--auth-root-authentication-method=normal", "--skip-test-db").redirectErrorStream(true).start();
        String output = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (install.waitFor() != 0) throw new IOException(output);
    }

    /** A node's database becomes a copy of the other's, as the handbook has it. */
    static void seed(PairSite site, int node, int from) throws IOException, InterruptedException {
        Path dump = site.data(from).resolve("seed.sql");
        site.lab("exec", "sp" + from, "sh", "-c", "(echo \"DO GET_LOCK('tandem.seed', 60); STOP SLAVE; SET sql_log_bin=0; RESET MASTER;\"; mariadb-dump"
            + " --no-defaults -uroot --all-databases --single-transaction --master-data=1 --gtid --skip-lock-tables --add-drop-database) > " + dump);
        run(site, node, dump);
    }

    static void run(PairSite site, int node, Path statements) throws IOException, InterruptedException {
        site.lab("exec", "sp" + node, "sh", "-c", "mariadb --no-defaults -uroot < " + statements);
    }
}
