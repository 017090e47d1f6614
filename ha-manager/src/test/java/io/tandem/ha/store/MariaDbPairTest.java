package io.tandem.ha.store;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import io.tandem.testkit.server.DebianMariaDb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two real MariaDB servers, each with what follows the role of its node. */
abstract class MariaDbPairTest {
    static final Duration LONG = Duration.ofSeconds(30);
    @TempDir Path folder;
    MariaDbPair pair;
    MariaDbStore one;
    MariaDbStore two;

    @BeforeEach void start() throws Exception {
        boolean required = System.getenv("TANDEM_NO_SKIP") != null;
        if (required && !DebianMariaDb.isInstalled()) throw new IllegalStateException("TANDEM_NO_SKIP: apt-get install " + DebianMariaDb.PACKAGES);
        Assumptions.assumeTrue(DebianMariaDb.isInstalled(), "skipped: needs " + DebianMariaDb.PACKAGES);
        pair = new MariaDbPair(folder);
        one = new MariaDbStore(pair.of(0), "sp", pair.manager(0));
        two = new MariaDbStore(pair.of(1), "sp", pair.manager(1));
    }

    @AfterEach void stop() throws Exception {
        if (pair != null) pair.close();
    }

    static Store.Order in(long epoch) { return new Store.Order(epoch, false, () -> true); }

    MariaDbStore store(int node) { return node == 0 ? one : two; }

    /** What their managers keep. */
    Stream<Path> files(String beginning) {
        return Stream.of(0, 1).flatMap(node -> Stream.of(pair.manager(node).toFile().listFiles((_, name) -> name.startsWith(beginning)))).map(File::toPath);
    }

    void protectedBy(int active) {
        await().atMost(LONG).untilAsserted(() -> assertProtectedBy(active));
    }

    void assertProtectedBy(int active) throws Exception {
        assertThat(store(1 - active).look(false)).matches(Condition::protects);
        assertThat(store(active).look(true)).isEqualTo(new Condition(true, "master, each commit is on the peer"));
    }

    void firstIsActive() throws Exception {
        one.promote(in(2));
        two.demote();
        pair.write(0, "INSERT INTO d.t VALUES (1)");
        protectedBy(0);
    }
}
