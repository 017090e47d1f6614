package io.tandem.ha.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Two real MariaDB servers that are started as their unit does it, after all that can happen to one of them: {@code docs/adr/0010}. */
class CrashRecoveryIT extends MariaDbPairTest {
    /** Power failures of the active server under load. */
    private static final int POWER_FAILURES = Integer.getInteger("tandem.ha.power-failures", 3);

    private Path mark(int node) { return pair.manager(node).resolve("database-protected"); }

    @Override void assertProtectedBy(int active) throws Exception {
        super.assertProtectedBy(active);
        assertThat(mark(active)).exists();
        assertThat(mark(1 - active)).doesNotExist();
    }

    /** In the middle of a write. */
    private void bothLosePower() throws Exception {
        firstIsActive();
        Thread writer = waitingWriter(2);
        pair.kill(0);
        pair.kill(1);
        writer.join();
    }

    /** Its server starts, and whoever follows the role of the node is asked. */
    private void promoteWhatStarts(int node, long epoch) {
        await().atMost(LONG).ignoreExceptionsInstanceOf(StoreException.class).until(() -> {
            store(node).promote(in(epoch));
            return true;
        });
    }

    @Test void powerFailuresUnderLoadLoseNothingThatWasAcknowledgedAndTheOldOneFollowsWhenItIsBack() throws Exception {
        firstIsActive();
        int active = 0;
        for (int turn = 0; turn < POWER_FAILURES; turn++) {
            Set<Integer> acknowledged;
            try (MariaDbPair.Load load = pair.load(active, 1_000_000 * (turn + 1))) {
                TimeUnit.MILLISECONDS.sleep((long) (Math.random() * 500));
                pair.kill(active);
                acknowledged = load.acknowledged();
            }
            store(1 - active).promote(in(3 + turn));
            assertThat(pair.rows(1 - active)).as("turn %d", turn).containsAll(acknowledged);
            pair.write(1 - active, "INSERT INTO d.t VALUES (" + (2 + turn) + ")");
            pair.start(active);
            followAgain(active);
            assertThat(pair.cuts(active)).as("turn %d", turn).isTrue();
            active = 1 - active;
            protectedBy(active);
            assertThat(pair.rows(1 - active)).as("turn %d", turn).isEqualTo(pair.rows(active));
        }
    }

    /** By itself: what was under way at the power failure, and acknowledged to nobody, is no divergence. */
    private void followAgain(int node) {
        await().atMost(LONG).ignoreExceptionsMatching(e -> !e.getMessage().contains("never reached the peer")).until(() -> {
            store(node).demote();
            return true;
        });
        assertThat(files("diverged-")).isEmpty();
    }

    /** Is never told that its row is there. */
    private Thread writer(int row) {
        return Thread.ofVirtual().start(() -> assertThatThrownBy(() -> pair.write(0, "INSERT INTO d.t VALUES (" + row + ")"))
            .hasMessageContaining("Communications link failure"));
    }

    private void hasDiverged() {
        await().atMost(LONG).untilAsserted(() -> assertThatThrownBy(() -> one.demote())
            .hasMessageContaining("1 transactions of this node never reached the peer"));
    }

    /** A writer whose commit waits for the other server, which stands still. */
    private Thread waitingWriter(int row) throws Exception {
        pair.freeze(1, true);
        Thread writer = writer(row);
        try (Connection connection = pair.connect(0); Statement statement = connection.createStatement()) {
            await().atMost(LONG).until(() -> {
                try (ResultSet waiting = statement.executeQuery("SELECT variable_value FROM information_schema.global_status"
                    + " WHERE variable_name='Rpl_semi_sync_master_wait_sessions'")) {
                    return waiting.next() && waiting.getInt(1) > 0;
                }
            });
        }
        return writer;
    }

    @Test void whatNobodyWasToldOfIsCutOffWhenTheOtherNodeHasTakenOver() throws Exception {
        firstIsActive();
        pair.writeAsRoot(1, "STOP SLAVE IO_THREAD", "SET GLOBAL rpl_semi_sync_slave_enabled=0", "START SLAVE IO_THREAD"); // it has them, but says nothing
        Thread writer = writer(2);
        await().atMost(LONG).until(() -> pair.rows(1).contains(2));
        pair.kill(0);
        writer.join();
        two.promote(in(3));
        pair.write(1, "INSERT INTO d.t VALUES (3)");
        pair.start(0);
        followAgain(0);
        assertThat(pair.cuts(0)).isTrue();
        protectedBy(1);
        assertThat(pair.rows(0)).as("what had arrived comes back, once").containsExactly(1, 2, 3).isEqualTo(pair.rows(1));
    }

    @Test void aServerThatWasKilledAloneOnTheActiveNodeKeepsWhatThePeerMayHave() throws Exception {
        firstIsActive();
        Thread writer = waitingWriter(2);
        pair.kill(0);
        writer.join();
        pair.freeze(1, false);
        pair.start(0);
        promoteWhatStarts(0, 2);
        assertThat(pair.cuts(0)).isFalse();
        pair.write(0, "INSERT INTO d.t VALUES (3)");
        two.demote();
        protectedBy(0);
        assertThat(pair.rows(0)).containsExactly(1, 2, 3);
        await().atMost(LONG).until(() -> pair.rows(1).equals(pair.rows(0)));
    }

    @Test void aNodeThatIsActiveAgainAfterAPowerFailureOfBothKeepsAll() throws Exception {
        bothLosePower();
        pair.start(0);
        promoteWhatStarts(0, 4);
        assertThat(pair.cuts(0)).isFalse();
        pair.boot(1);
        two.demote();
        protectedBy(0);
        assertThat(pair.rows(0)).containsExactly(1, 2).isEqualTo(pair.rows(1));
    }

    @Test void nothingIsCutOffWhenThePeerMayHaveLostWhatItHadReceived() throws Exception {
        bothLosePower();
        pair.boot(1);
        two.promote(in(3));
        pair.start(0);
        hasDiverged();
        assertThat(pair.cuts(0)).isFalse();
        assertThat(pair.rows(0)).containsExactly(1, 2);
    }

    @Test void aCommitWithoutThePeerIsKeptFromThatMomentOn() throws Exception {
        firstIsActive();
        Path mark = mark(0);
        pair.writeAsRoot(0, "SET GLOBAL rpl_semi_sync_master_timeout=1");
        pair.writeAsRoot(1, "STOP SLAVE IO_THREAD");
        pair.write(0, "INSERT INTO d.t VALUES (2)");                       // told without a word of the peer, between two looks
        pair.writeAsRoot(0, "SET GLOBAL rpl_semi_sync_master_timeout=10000");
        pair.writeAsRoot(1, "START SLAVE IO_THREAD");
        await().atMost(LONG).until(() -> pair.rows(1).contains(2));
        one.look(true);
        assertThat(mark).doesNotExist();
        protectedBy(0);
        one.look(true);
        assertThat(mark).as("all is there again").exists();
        pair.kill(1);
        assertThat(one.look(true).protects()).isFalse();
        assertThat(mark).as("before anybody is told of a commit").doesNotExist();
        pair.write(0, "INSERT INTO d.t VALUES (3)");
        pair.kill(0);
        pair.boot(1);
        two.promote(in(3));
        pair.start(0);
        hasDiverged();
        assertThat(pair.rows(0)).containsExactly(1, 2, 3);
    }

    @Test void aServerIsStartedWithoutAnAnswerAndKeepsAll() throws Exception {
        firstIsActive();
        pair.kill(0);
        two.promote(in(3));
        pair.boot(0);
        assertThat(pair.cuts(0)).isFalse();
        assertThat(pair.manager(0).resolve("database-starts")).doesNotExist();
        followAgain(0);
    }

    @Test void whoHasLetGoAsksNobodyAtTheNextStart() throws Exception {
        firstIsActive();
        assertThatThrownBy(() -> one.demote()).as("the other one is not active yet").hasMessageContaining("takes no writes yet");
        assertThat(pair.manager(0).resolve("database-protected")).doesNotExist();
    }
}
