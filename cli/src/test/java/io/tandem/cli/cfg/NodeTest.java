package io.tandem.cli.cfg;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class NodeTest {
    private static final String OPTIONS = "etc/default/prometheus-alertmanager";
    private static final String ALARMS = "etc/prometheus/alertmanager.yml";

    @TempDir Path root;

    private List<List<String>> actions(Map<String, String> built) throws IOException {
        return new Node(root, _ -> new Shell.Result(0, "")).actions(built, List.of());
    }

    @Test void aProgramThatIsRestartedIsNotToldToReloadAsWell() throws IOException {
        assertThat(actions(Map.of(OPTIONS, "ARGS=", ALARMS, "route: {}"))).containsExactly(List.of("try-restart", "prometheus-alertmanager"));
    }

    @Test void aProgramThatReadsItsFileAgainIsNotRestarted() throws IOException {
        assertThat(actions(Map.of(ALARMS, "route: {}"))).containsExactly(List.of("try-reload-or-restart", "prometheus-alertmanager"));
    }
}
