package io.tandem.ha.lab;

import java.nio.file.Path;

import io.tandem.ha.client.NodeState;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Signalling of established calls outlives the machine (ha.md §7): real managers, Redis servers and B2BUAs on two nodes, and a power failure. */
class CallsPairLabIT {
    private static final int CALLS = Integer.getInteger("tandem.ha.calls", 50);
    @TempDir Path folder;

    @BeforeAll static void needsRoot() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && System.getenv("TANDEM_NO_SKIP") != null) throw new IllegalStateException("this test needs root, and TANDEM_NO_SKIP forbids to skip it");
        Assumptions.assumeTrue(root, "skipped: two nodes in network namespaces need root");
    }

    @Test void everyByeAfterAPowerFailureEndsBothLegsAndNewCallsSucceed() throws Exception {
        try (CallsPairLab lab = new CallsPairLab(folder)) {
            lab.boot(1);
            lab.boot(2);
            int active = lab.awaitProtected();
            lab.awaitStores(active);
            lab.calls(CALLS);
            assertThat(lab.hear("up")).as(lab.servers()).isEqualTo("up " + CALLS);
            lab.lab("cut", "--silent", "sp" + active, "all");
            lab.lab("kill", "sp" + active);
            lab.await(3 - active, NodeState.ACTIVE);
            lab.hangUpAll();
            assertThat(lab.hear("answered")).isEqualTo("answered %d, heard by the other party %d, of %d".formatted(CALLS, CALLS, CALLS));
            assertThat(lab.hear("new call")).isEqualTo("new call up");
            assertThat(lab.redis(3 - active, "ZCARD", "tandem:b2bua:198.51.100.10:5080:calls")).as("only the new one is left").isEqualTo("1");
            assertThat(lab.redis(3 - active, "GET", "ha:epoch:sp")).isEqualTo(Long.toString(lab.client(3 - active).status().epoch()));
        }
    }
}
