package io.tandem.ha.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tandem.data.epoch.PairEpoch;
import io.tandem.data.epoch.StaleEpochException;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Two real MariaDB servers, each with what follows the role of its node. */
class MariaDbStoreIT extends MariaDbPairTest {
    @Test void theStandbyIsAReadOnlyReplicaAndTheActiveNodeIsProtectedOnlyWhileItIs() throws Exception {
        assertThatThrownBy(() -> pair.write(0, "INSERT INTO d.t VALUES (0)")).as("before anybody is active").hasMessageContaining("read-only");
        firstIsActive();
        assertThatThrownBy(() -> pair.write(1, "INSERT INTO d.t VALUES (9)")).hasMessageContaining("read-only");
        pair.writeAsRoot(0, "SET GLOBAL rpl_semi_sync_master_timeout=1");
        pair.writeAsRoot(1, "STOP SLAVE SQL_THREAD");
        assertThat(one.look(true)).isEqualTo(new Condition(false, "master, the peer's database does not follow"));
        two.demote();
        protectedBy(0);
        pair.kill(1);
        assertThat(one.look(true).text()).startsWith("master, the peer's database does not answer");
        pair.write(0, "INSERT INTO d.t VALUES (2)");
        pair.boot(1);
        two.demote();
        protectedBy(0);
        assertThat(pair.rows(1)).containsExactly(1, 2);
    }

    @Test void aSwitchUnderLoadLosesNothingAndEndsTheConnectionsOfTheOldOne() throws Exception {
        firstIsActive();
        Set<Integer> acknowledged;
        try (MariaDbPair.Load load = pair.load(0, 1_000_000)) {
            Thread demotion = Thread.ofVirtual().start(() -> await().atMost(LONG)
                .ignoreExceptionsMatching(e -> e.getMessage().contains("takes no writes yet")).until(() -> {
                    one.demote();
                    return true;
                }));
            two.promote(in(3));
            demotion.join();
            acknowledged = load.acknowledged();
        }
        assertThat(pair.rows(1)).containsAll(acknowledged);
        protectedBy(1);
        assertThat(pair.rows(0)).isEqualTo(pair.rows(1));
    }

    @Test void aPeerThatHangsHoldsUpNoCommitForLong() throws Exception {
        firstIsActive();
        try (Stores stores = MariaDbPair.stores(pair.of(0), pair.manager(0))) {
            stores.follow(new NodeStatus("sp1", NodeState.ACTIVE, 2, Instant.now(), ""));
            await().atMost(LONG).until(stores::protect);
            pair.freeze(1, true);
            long start = System.nanoTime();
            pair.write(0, "INSERT INTO d.t VALUES (2)");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            await().atMost(LONG).until(() -> !stores.protect());
            assertThat(stores.report().getFirst()).startsWith("store database: UNPROTECTED, master, the peer's database does not answer");
        } finally {
            pair.freeze(1, false);
        }
        protectedBy(0);
        assertThat(pair.rows(1)).containsExactly(1, 2);
    }

    /** 2 and 3 are acknowledged while nobody follows, and then the other one becomes active without them. */
    private void histories() throws Exception {
        firstIsActive();
        pair.kill(1);
        assertThat(one.look(true).protects()).isFalse();
        pair.write(0, "INSERT INTO d.t VALUES (2)", "INSERT INTO d.t VALUES (3)");
        pair.kill(0);
        pair.boot(1);
        two.promote(in(3));
        pair.write(1, "INSERT INTO d.t VALUES (4)");
        pair.boot(0);
    }

    private Path saved(int node) {
        await().atMost(LONG).untilAsserted(() -> assertThatThrownBy(() -> store(node).demote()).hasMessageContaining("They are saved in"));
        return files("diverged-%d-".formatted(node + 1)).filter(file -> file.toString().endsWith(".sql"))
            .max(Comparator.comparing(file -> file.toFile().lastModified())).orElseThrow();
    }

    @Test void whatNeverReachedThePeerIsSavedAndReportedAndMayBeMerged() throws Exception {
        histories();
        assertThatThrownBy(() -> one.demote()).isInstanceOf(StoreException.class).hasMessageContaining("2 transactions of this node never reached the peer");
        Path file = saved(0);
        assertThatThrownBy(() -> one.demote()).as("asked again").hasMessageContaining(file.toString());
        assertThat(files("diverged-")).as("saved once").containsExactly(file);
        assertThatThrownBy(() -> pair.write(0, "INSERT INTO d.t VALUES (9)")).hasMessageContaining("read-only");
        assertThat(pair.rows(0)).as("nothing is merged or dropped").containsExactly(1, 2, 3);
        assertThat(pair.rows(1)).containsExactly(1, 4);
        assertThat(Files.readString(file)).contains("INSERT INTO d.t VALUES (2)", "INSERT INTO d.t VALUES (3)").doesNotContain("VALUES (1)");
        pair.program(1, file, "/usr/bin/mariadb");
        one.demote();
        protectedBy(1);
        assertThat(pair.rows(0)).isEqualTo(Set.of(1, 2, 3, 4)).isEqualTo(pair.rows(1));
    }

    @Test void aRowThatSomebodyElseHasMadeMeanwhileStopsTheRunOfWhatWasSaved() throws Exception {
        histories();
        pair.write(1, "INSERT INTO d.t VALUES (3)");
        Path file = saved(0);
        assertThatThrownBy(() -> pair.program(1, file, "/usr/bin/mariadb")).isInstanceOf(AssertionError.class)
            .hasMessageMatching("(?s).*(Duplicate entry|DUPP_KEY).*");
    }

    @Test void aNodeThatDivergedFollowsWhenItIsSeededAnew() throws Exception {
        histories();
        assertThatThrownBy(() -> one.demote()).hasMessageContaining("2 transactions");
        Path dump = Files.writeString(folder.resolve("dump.sql"), "SET sql_log_bin=0;\nRESET MASTER;\n"
            + pair.program(1, Path.of("/dev/null"), "/usr/bin/mariadb-dump", "--all-databases", "--single-transaction", "--master-data=1", "--gtid",
                "--skip-lock-tables", "--add-drop-database"));
        pair.writeAsRoot(0, "STOP SLAVE");
        pair.program(0, dump, "/usr/bin/mariadb");
        one.demote();
        protectedBy(1);
        pair.write(1, "INSERT INTO d.t VALUES (5)");
        await().atMost(LONG).until(() -> pair.rows(0).equals(Set.of(1, 4, 5)));
    }

    @Test void aServerThatIsBeingSeededFollowsWhenThatIsDone() throws Exception {
        firstIsActive();
        try (Connection seeding = pair.connect(1); Statement statement = seeding.createStatement()) {
            statement.execute("DO GET_LOCK('tandem.seed', 60)");
            pair.writeAsRoot(1, "STOP SLAVE");
            assertThatThrownBy(() -> two.demote()).isInstanceOf(StoreException.class).hasMessageContaining("it is being seeded");
            pair.write(0, "INSERT INTO d.t VALUES (2)");
            assertThat(pair.rows(1)).containsExactly(1);
        }
        await().atMost(LONG).untilAsserted(() -> two.demote()); // the server may hear of the end of a session late
        protectedBy(0);
        await().atMost(LONG).until(() -> pair.rows(1).equals(Set.of(1, 2)));
    }

    @Test void whatSomebodyWroteOnTheStandbyIsSavedAndReported() throws Exception {
        firstIsActive();
        pair.writeAsRoot(1, "CREATE DATABASE aside");
        assertThatThrownBy(() -> two.look(false)).isInstanceOf(StoreException.class).hasMessageContaining("1 transactions of this node never reached the peer");
        pair.write(0, "INSERT INTO d.t VALUES (2)");
        await().atMost(LONG).until(() -> pair.rows(1).contains(2));
    }

    @Test void aWriteUnderAnEpochThatIsOverIsRefused() throws Exception {
        firstIsActive();
        try (Connection connection = pair.connect(0)) {
            connection.setAutoCommit(false);
            new PairEpoch("sp", () -> 2).check(connection);
            connection.commit();
        }
        pair.kill(0);
        two.promote(in(3));
        try (Connection zombie = pair.connect(1)) {
            zombie.setAutoCommit(false);
            assertThatThrownBy(() -> new PairEpoch("sp", () -> 2).check(zombie)).isInstanceOf(StaleEpochException.class);
            assertThatThrownBy(() -> new PairEpoch("sp", () -> 0).check(zombie)).isInstanceOf(StaleEpochException.class);
            zombie.rollback();
            new PairEpoch("sp", () -> 3).check(zombie);
            new PairEpoch("other", () -> 0).check(zombie);
        }
        assertThatThrownBy(() -> two.promote(in(2))).isInstanceOf(StoreException.class).hasMessageContaining("epoch 3");
    }

    @Test void aTakeOverWithoutDataIsNoDivergence() throws Exception {
        firstIsActive();
        two.promote(in(3));
        one.promote(in(4));
        two.demote();
        protectedBy(0);
        assertThat(files("diverged-")).isEmpty();
    }

    @Test void aPromotionEndsWhenTheRoleChangesMeanwhile() throws Exception {
        firstIsActive();
        AtomicBoolean wanted = new AtomicBoolean(true);
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(() -> wanted.set(false));
        long start = System.nanoTime();
        assertThatThrownBy(() -> two.promote(new Store.Order(3, false, wanted::get))).hasMessageContaining("the role has changed");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as("while the peer takes writes").isLessThan(Duration.ofMillis(950));
        assertThatThrownBy(() -> pair.write(1, "INSERT INTO d.t VALUES (9)")).hasMessageContaining("read-only");
        assertThat(held(1)).as("no epoch of a role that is over").isZero();
    }

    private long held(int node) throws SQLException {
        try (Connection connection = pair.connect(node); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(epoch), 0) FROM accounting.pair_epoch")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test void aDatabaseOfALaterEpochUnderAWritableServerTakesNoMoreWrites() throws Exception {
        firstIsActive();
        pair.writeAsRoot(0, "SET sql_log_bin=0", "UPDATE accounting.pair_epoch SET epoch=8");
        assertThat(one.isPromoted()).isFalse();
        assertThatThrownBy(() -> one.promote(in(2))).isInstanceOf(StoreException.class).hasMessageContaining("epoch 8");
        assertThatThrownBy(() -> pair.write(0, "INSERT INTO d.t VALUES (9)")).hasMessageContaining("read-only");
    }

    private Path script(String text) throws Exception {
        Path script = Files.writeString(folder.resolve("saver"), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    @Test void aPromotionDoesNotWaitForTransactionsThatAreBeingSaved() throws Exception {
        histories();
        Path id = folder.resolve("id");
        MariaDbStore slow = new MariaDbStore(pair.of(0), "sp", pair.manager(0), script("echo $$ >" + id + "; exec sleep 300").toString());
        assertThatThrownBy(slow::demote).hasMessageContaining("They are being saved");
        await().atMost(LONG).until(() -> Files.exists(id) && Files.size(id) > 0);
        long process = Long.parseLong(Files.readString(id).strip());
        assertThatThrownBy(slow::demote).hasMessageContaining("They are being saved");
        assertThat(ProcessHandle.of(process)).matches(it -> it.isPresent() && it.get().isAlive());
        slow.promote(in(4));
        await().atMost(LONG).until(() -> ProcessHandle.of(process).isEmpty());
        assertThat(files("diverged-")).isEmpty();
    }

    @Test void whatCannotBeSavedIsNotTriedEachSecond() throws Exception {
        histories();
        Path count = folder.resolve("count");
        MariaDbStore failing = new MariaDbStore(pair.of(0), "sp", pair.manager(0), script("echo x >>" + count + "; echo no such luck >&2; exit 1").toString());
        await().atMost(LONG).untilAsserted(() -> assertThatThrownBy(failing::demote).hasMessageContaining("They cannot be saved")
            .hasMessageContaining("luck"));
        for (int i = 0; i < 3; i++) assertThatThrownBy(failing::demote).hasMessageContaining("luck");
        assertThat(Files.readAllLines(count)).hasSize(1);
    }

    @Test void aNodeThatNeverGotItsCopyIsNotPromotedButByOrder() throws Exception {
        pair.writeAsRoot(1, "SET sql_log_bin=0", "DROP DATABASE accounting");
        assertThatThrownBy(() -> two.promote(in(3))).isInstanceOf(StoreException.class).hasMessageContaining("the peer's has it");
        pair.kill(0);
        assertThatThrownBy(() -> two.promote(in(3))).isInstanceOf(StoreException.class).hasMessageContaining("does not answer");
        assertThatThrownBy(() -> pair.write(1, "INSERT INTO d.t VALUES (9)")).hasMessageContaining("read-only");
        two.promote(new Store.Order(3, true, () -> true));
        pair.write(1, "INSERT INTO d.t VALUES (9)");
    }

    @Test void aPairWithoutASchemaOnEitherNodeBegins() throws Exception {
        for (int node = 0; node < 2; node++) pair.writeAsRoot(node, "SET sql_log_bin=0", "DROP DATABASE accounting");
        one.promote(in(2));
        two.demote();
        pair.write(0, "INSERT INTO d.t VALUES (1)");
        protectedBy(0);
    }
}
