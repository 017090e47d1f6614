package io.tandem.ha.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import io.tandem.testkit.server.DebianMariaDb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The databases of a pair compared: two real MariaDB servers, the first one active. */
class ComparisonIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Reply ANY = new Reply(true, "", new NodeStatus("sp1", NodeState.ACTIVE, 2, Instant.now(), ""));
    @TempDir Path folder;
    private MariaDbPair pair;
    private Stores first;
    private Stores second;
    private final AtomicLong longest = new AtomicLong();
    private final AtomicInteger writes = new AtomicInteger();

    @BeforeEach void start() throws Exception {
        boolean required = System.getenv("TANDEM_NO_SKIP") != null;
        if (required && !DebianMariaDb.isInstalled()) throw new IllegalStateException("TANDEM_NO_SKIP: apt-get install " + DebianMariaDb.PACKAGES);
        Assumptions.assumeTrue(DebianMariaDb.isInstalled(), "skipped: needs " + DebianMariaDb.PACKAGES);
        pair = new MariaDbPair(folder);
        first = MariaDbPair.stores(pair.of(0), pair.manager(0));
        second = MariaDbPair.stores(pair.of(1), pair.manager(1));
        first.follow(new NodeStatus("sp1", NodeState.ACTIVE, 2, Instant.now(), ""));
        second.follow(new NodeStatus("sp2", NodeState.STANDBY, 2, Instant.now(), ""));
        await().atMost(LONG).until(() -> first.protect() && second.protect());
        StringBuilder rows = new StringBuilder("INSERT INTO d.t VALUES (0)");
        for (int i = 1; i < 100; i++) rows.append(",(").append(i).append(')');
        pair.write(0, rows.toString(), "CREATE TABLE d.named (name VARCHAR(40) CHARACTER SET utf8mb4 PRIMARY KEY, v VARCHAR(10), w TINYINT)",
            "INSERT INTO d.named SELECT CONCAT('Zoë ''', i, '\\\\?'), IF(i % 3, 'abc', NULL), i FROM d.t",
            "CREATE TABLE d.octets (id BINARY(4), day DATE, v BLOB, PRIMARY KEY (id, day))",
            "INSERT INTO d.octets SELECT UNHEX(LPAD(HEX(i), 8, '0')), '2026-11-30', RANDOM_BYTES(20) FROM d.t",
            "CREATE TABLE d.days (at TIMESTAMP(3) PRIMARY KEY, f DOUBLE)", "INSERT INTO d.days SELECT TIMESTAMPADD(DAY, i, '2026-01-01'), i / 7 FROM d.t",
            "CREATE TABLE d.keyless (v INT)", "INSERT INTO d.keyless SELECT i FROM d.t", "CREATE TABLE d.nothing (id BIGINT UNSIGNED PRIMARY KEY)",
            "CREATE TABLE d.kinds (id INT PRIMARY KEY, f FLOAT, j JSON, t LONGTEXT, e ENUM('a', 'ü'), g INT AS (id * 2) VIRTUAL, b BIT(3), at TIMESTAMP NULL)",
            "INSERT INTO d.kinds (id, f, j, t, e, b, at) SELECT i, i / 7, JSON_ARRAY(i), REPEAT('é', i), 'ü', i % 8, TIMESTAMPADD(HOUR, i, '2026-03-29') FROM d.t");
        pair.writeAsRoot(1, "SET GLOBAL time_zone='+05:00'"); // each row has one instant, whatever the server shows
    }

    @AfterEach void stop() throws Exception {
        if (first != null) first.close();
        if (second != null) second.close();
        if (pair != null) pair.close();
    }

    private String position(int node) throws SQLException {
        try (Connection connection = pair.connect(node); Statement statement = connection.createStatement();
             java.sql.ResultSet row = statement.executeQuery("SELECT @@global.gtid_binlog_pos")) {
            row.next();
            return row.getString(1);
        }
    }

    private static Comparisons of(Stores stores) { return stores.comparisons().orElseThrow(); }

    private Reply compared() {
        assertThat(of(first).begin(ANY).message()).startsWith(Comparisons.RUNNING);
        await().atMost(LONG).until(() -> !of(first).state(ANY).message().startsWith(Comparisons.RUNNING));
        return of(first).state(ANY);
    }

    @Test void equalDatabasesAreEqualWhileOthersWrite() throws Exception {
        AtomicBoolean ends = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> write(ends));
        String before = position(0);
        Reply reply = compared();
        ends.set(true);
        writer.join();
        System.out.println("longest wait of a writer: " + longest.get() / 1_000_000 + " ms in " + writes.get() + " commits, " + before + " to " + position(0));
        assertThat(writes.get()).as("commits meanwhile").isGreaterThan(10);
        assertThat(longest.get()).as("nanoseconds a commit took").isLessThan(2_000_000_000L);
        assertThat(reply).matches(Reply::accepted).extracting(Reply::message).asString().matches("equal on both nodes, \\d+ chunks of 7 tables compared at 2.*");
        assertThat(of(first).differences()).isZero();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(of(second).differences()).as("the standby knows").isZero());
    }

    private void write(AtomicBoolean ends) {
        try (Connection connection = pair.connect(0); Statement statement = connection.createStatement()) {
            for (int i = 100; !ends.get(); i++) {
                long from = System.nanoTime();
                statement.execute("INSERT INTO d.t VALUES (" + i + ")");
                longest.accumulateAndGet(System.nanoTime() - from, Math::max);
                statement.execute("UPDATE d.named SET v='" + i + "' WHERE w=" + i % 100);
                writes.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What replication does not notice: a row more, a row less, and two rows of equal length that have swapped their values, which CRC32 would not see. */
    @Test void eachDifferenceIsFoundWithItsPlace() throws Exception {
        pair.writeAsRoot(1, "SET sql_log_bin=0", "DELETE FROM d.t WHERE i=25", "INSERT INTO d.keyless VALUES (7)",
            "UPDATE d.named SET w=IF(w=11, 12, 11) WHERE w IN (11, 12)");
        Reply reply = compared();
        assertThat(reply.accepted()).isFalse();
        assertThat(reply.message()).contains("d.t, i > 19 and i <= 29: 10 rows, ", "here, 9 rows, ", "d.keyless, all rows: 100 rows, ", "here, 101 rows, ")
            .containsPattern("d.named, name <= 'Zoë .*: 10 rows, \\p{XDigit}+ here, 10 rows, \\p{XDigit}+ on the peer").doesNotContain("d.octets", "d.days", "d.nothing", "d.kinds");
        assertThat(first.report().getLast()).containsPattern("databases: 3 chunks DIFFER, .* compared at");
        pair.writeAsRoot(1, "SET sql_log_bin=0", "INSERT INTO d.t VALUES (25)", "DELETE FROM d.keyless WHERE v=7 LIMIT 1",
            "UPDATE d.named SET w=IF(w=11, 12, 11) WHERE w IN (11, 12)");
        assertThat(compared()).matches(Reply::accepted);
    }

    @Test void itIsRefusedOrFailsWhereItCannotBeDone() throws Exception {
        assertThat(of(second).begin(ANY)).matches(it -> !it.accepted() && it.message().startsWith("not compared: only the active node compares"));
        pair.writeAsRoot(0, "DROP TABLE accounting.pair_comparison");
        assertThat(compared()).matches(it -> !it.accepted()).extracting(Reply::message).asString().contains("no table accounting.pair_comparison", "equal on both");
    }
}
