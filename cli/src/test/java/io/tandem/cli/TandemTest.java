package io.tandem.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class TandemTest {
    private final StringWriter err = new StringWriter();
    private final CommandLine tandem = Tandem.commandLine().setErr(new PrintWriter(err, true)).setOut(new PrintWriter(new StringWriter()));

    @Test void anUnknownCommandIsWrongUsage() {
        assertThat(tandem.execute("nonsense")).isEqualTo(2);
        assertThat(err.toString()).contains("nonsense");
    }

    @Test void theLogOfAnUnknownServiceIsRefusedWithTheKnownOnes() {
        assertThat(tandem.execute("logs", "no-service")).isEqualTo(1);
        assertThat(err.toString()).contains("no-service").contains("proxy-service");
    }

    @Test void aNodeWhoseManagerDoesNotAnswerIsNeitherActiveNorStandby() {
        assertThat(tandem.execute("ha", "check-active")).isEqualTo(3);
        assertThat(tandem.execute("ha", "status")).isEqualTo(3);
    }

    @Test void maintenanceIsOnOrOff() {
        assertThat(tandem.execute("ha", "maintenance")).isEqualTo(2);
        assertThat(tandem.execute("ha", "maintenance", "perhaps")).isEqualTo(2);
        assertThat(err.toString()).contains("perhaps");
        assertThat(tandem.execute("ha", "maintenance", "on")).as("no manager to ask").isEqualTo(1);
    }
}
