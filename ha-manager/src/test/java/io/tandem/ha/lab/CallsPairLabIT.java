package io.tandem.ha.lab;

import java.nio.file.Path;
import java.util.List;

import io.tandem.ha.client.NodeState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Signalling of established calls and what was written outlive the machine (ha.md §5 to §7): real managers, MariaDB and Redis servers and B2BUAs on two
 * nodes. */
class CallsPairLabIT {
    private static final int CALLS = Integer.getInteger("tandem.ha.calls", 50);
    @TempDir Path folder;

    @BeforeAll static void needsRoot() { PairLab.needRoot(); }

    private static int millis(String line) { return Integer.parseInt(line.substring(line.indexOf(' ') + 1)); }

    private static int callsAreUp(CallsPairLab lab) throws Exception {
        lab.boot(1);
        lab.boot(2);
        int active = lab.awaitProtected();
        lab.awaitStores(active);
        lab.calls(CALLS);
        assertThat(lab.hear("up")).as(lab.servers()).isEqualTo("up " + CALLS);
        return active;
    }

    private static void everyCallEnds(CallsPairLab lab) throws Exception {
        lab.hangUpAll();
        assertThat(lab.hear("answered")).as(lab.servers()).isEqualTo("answered %d, heard by the other party %d, of %d".formatted(CALLS, CALLS, CALLS));
        assertThat(lab.hear("new call")).isEqualTo("new call up");
    }

    /** All servers of this node are active, and nothing that was acknowledged is missing. */
    private static void writtenOn(CallsPairLab lab, int node, String what) throws Exception {
        List<String> written = lab.written();
        String silence = written.removeLast();
        System.out.println(what + ": database " + silence + " ms, " + written.size() + " rows");
        assertThat(lab.rows(node)).containsAll(written);
        assertThat(millis(silence)).as("silence of the database").isLessThan(10_000);
    }

    @Test void aPlannedSwitchAndAStopOfTheB2buaEndNoCallAndLoseNoRow() throws Exception {
        try (CallsPairLab lab = new CallsPairLab(folder)) {
            int active = callsAreUp(lab);
            lab.write();
            assertThat(lab.client(active).makeStandby(false).accepted()).isTrue();
            lab.await(3 - active, NodeState.ACTIVE);
            lab.dial();
            System.out.println("planned switch, new call: " + lab.hear("dialled") + " ms");
            writtenOn(lab, 3 - active, "planned switch");
            lab.awaitStores(3 - active);
            lab.stopB2bua(3 - active);
            lab.bootB2bua(3 - active);
            everyCallEnds(lab);
            assertThat(lab.servers()).contains((CALLS + 1) + " calls left to the other node");
        }
    }

    @Test void everyByeAfterAPowerFailureEndsBothLegsAndNewCallsSucceed() throws Exception {
        try (CallsPairLab lab = new CallsPairLab(folder)) {
            int active = callsAreUp(lab);
            lab.write();
            lab.lab("cut", "--silent", "sp" + active, "all");
            lab.dial();
            lab.lab("kill", "sp" + active);
            lab.await(3 - active, NodeState.ACTIVE);
            int dialled = millis(lab.hear("dialled"));
            System.out.println("power failure, call dialled at that moment: up after " + dialled + " ms");
            assertThat(dialled).as("of a call dialled at the power failure, whose phone repeats it every 0.5 s").isLessThan(3_000);
            writtenOn(lab, 3 - active, "power failure");
            everyCallEnds(lab);
            assertThat(lab.redis(3 - active, "ZCARD", "tandem:b2bua:198.51.100.10:5080:calls")).as("the dialled and the new one are left").isEqualTo("2");
            assertThat(lab.redis(3 - active, "GET", "ha:epoch:sp")).isEqualTo(Long.toString(lab.client(3 - active).status().epoch()));
        }
    }
}
