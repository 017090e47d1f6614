package io.tandem.ha.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.tandem.ha.client.NodeState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Row 20 of ha.md §4 on real managers, MariaDB and Redis servers: all power gone, and both nodes come back with something that the other one has not. */
class DifferentHistoriesLabIT {
    @TempDir Path folder;

    @BeforeAll static void needsRoot() { PairLab.needRoot(); }

    private static void powerFails(PairLab lab, int node) throws Exception {
        lab.lab("cut", "--silent", "sp" + node, "all");
        lab.lab("kill", "sp" + node);
    }

    /** A pair whose nodes may listen for longer than two seconds: a busy machine does not start two managers at once. */
    private static final class PatientLab extends StoresPairLab {
        private final String[] listens = {"2s", "2s"};

        PatientLab(Path folder) throws IOException, InterruptedException { super(folder); }

        @Override String more(int node) { return super.more(node) + "tandem.ha-manager.pair.listen: " + listens[node - 1] + "\n"; }
    }

    private static void returns(StoresPairLab lab, int... nodes) throws Exception {
        lab.lab("heal");
        for (int node : nodes) lab.lab("start", "sp" + node);
        for (int node : nodes) lab.bootStores(node);
        for (int node : nodes) lab.bootPrograms(node);
    }

    @Test void theLastActiveNodeGoesOnAndWhatOnlyTheOtherOneHasIsSavedAndReported() throws Exception {
        try (PatientLab lab = new PatientLab(folder)) {
            lab.boot(1);
            lab.boot(2);
            int early = lab.awaitProtected();
            int late = 3 - early;
            lab.awaitStores(early);
            lab.insert(early, 1);                                           // on both
            powerFails(lab, late);
            lab.awaitReport(early, "store database: UNPROTECTED");
            lab.insert(early, 2);                                           // on the first one alone
            lab.redis(early, "SET", "written-by", "early");
            powerFails(lab, early);
            returns(lab, late);
            lab.await(late, NodeState.ACTIVE);
            lab.awaitReport(late, "store database: UNPROTECTED, master");
            lab.insert(late, 3);                                            // on the second one alone
            lab.redis(late, "SET", "written-by", "late");
            long epoch = lab.client(late).status().epoch();
            lab.redis(late, "SAVE");
            powerFails(lab, late);
            lab.listens[early - 1] = "30s";
            returns(lab, late, early);
            lab.await(late, NodeState.ACTIVE);
            assertThat(lab.client(late).status().epoch()).as("a later period").isGreaterThan(epoch);
            String report = lab.awaitReport(early, "They are saved in ");
            assertThat(lab.state(early)).isEqualTo(NodeState.STANDBY);
            assertThat(report).contains("1 transactions of this node never reached the peer");
            assertThat(lab.client(late).report().message()).contains("UNPROTECTED");
            assertThat(rows(lab, late)).as("nothing is merged unasked").containsExactly(1, 3);
            assertThat(rows(lab, early)).as("nothing is dropped").containsExactly(1, 2);
            Path saved = Path.of(report.replaceFirst("(?s).*They are saved in ([^;]+);.*", "$1"));
            assertThat(Files.readString(saved)).contains("### INSERT INTO `d`.`t`").contains("@1=2");
            lab.run(late, saved);                                           // inserts alone: the handbook lets an operator keep them
            lab.awaitStores(late);
            assertThat(lab.awaitProtected()).isEqualTo(late);
            assertThat(rows(lab, late)).containsExactly(1, 2, 3);
            assertThat(rows(lab, early)).containsExactly(1, 2, 3);
            assertThat(lab.redis(early, "GET", "written-by")).isEqualTo(lab.redis(late, "GET", "written-by"));
        }
    }

    private static List<Integer> rows(StoresPairLab lab, int node) throws Exception {
        return lab.rows(node).stream().map(line -> Integer.valueOf(line.replaceFirst("acknowledged ", ""))).sorted().toList();
    }
}
