package io.tandem.ha.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.client.NodeState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Row 18 of ha.md §4 on two real managers: a service of the active node that fails again and again, or says that it is down. */
class FailingServiceLabIT {
    private static final int PROMISE_MILLIS = 150;
    private static final int SLACK = Integer.getInteger("tandem.ha.slack", 2);
    /** Two looks at the service. */
    private static final long NOTICED_MILLIS = 2_500;
    private static ServicePairLab lab;

    @BeforeAll static void up(@TempDir Path folder) throws Exception {
        PairLab.needRoot();
        lab = new ServicePairLab(folder);
        lab.boot(1);
        lab.boot(2);
        int active = lab.awaitProtected();
        lab.call();
        lab.awaitPhone(("from sp" + active)::equals);
    }

    @AfterAll static void down() throws Exception {
        if (lab != null) lab.close();
    }

    private static void handedOver(int from, String why) throws Exception {
        List<String> noticed = new ArrayList<>(lab.awaitPhone(("from sp" + (3 - from))::equals));
        TimeUnit.MILLISECONDS.sleep(300);
        noticed.addAll(lab.noticed());
        assertThat(noticed.stream().filter(line -> line.startsWith("from")).toList()).as("one node at a time").containsExactly("from sp" + (3 - from));
        int gap = noticed.stream().filter(line -> line.startsWith("gap ")).mapToInt(line -> Integer.parseInt(line.substring(4))).max().orElse(0);
        System.out.println("service fails, " + why + ": silence " + gap + " ms");
        assertThat(gap).as("milliseconds of silence").isLessThanOrEqualTo(PROMISE_MILLIS * SLACK);
        lab.await(from, NodeState.STANDBY);
        lab.awaitBroken(from, true, "service toy: BROKEN, " + why);
    }

    @Test void theThirdFailureWithinAMinuteHandsOver() throws Exception {
        int active = lab.awaitProtected();
        lab.noticed();
        for (int failure = 1; failure <= 2; failure++) {
            lab.kill(active);
            TimeUnit.MILLISECONDS.sleep(NOTICED_MILLIS);
            lab.start(active);
            TimeUnit.MILLISECONDS.sleep(NOTICED_MILLIS);
        }
        assertThat(lab.noticed()).as("two restarts are not worth a switch").isEmpty();
        assertThat(lab.state(active)).isEqualTo(NodeState.ACTIVE);
        lab.kill(active);
        handedOver(active, "has failed 3 times within 60 s");
        lab.start(active);
        lab.awaitBroken(active, false, "BROKEN");
        assertThat(lab.awaitProtected()).as("whole again, it does not take it back").isEqualTo(3 - active);
    }

    @Test void aServiceThatSaysItIsDownHandsOver() throws Exception {
        int active = lab.awaitProtected();
        lab.noticed();
        lab.fallsIll(active);
        handedOver(active, "says that it is down");
        lab.recovers(active);
        lab.awaitBroken(active, false, "BROKEN");
        assertThat(lab.awaitProtected()).isEqualTo(3 - active);
    }
}
