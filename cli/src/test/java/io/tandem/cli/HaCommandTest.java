package io.tandem.cli;

import java.nio.file.Path;
import java.util.Properties;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HaCommandTest {
    private static final Path DATA = Path.of("/var/lib/tandem");

    @Test void asksWhereTheManagerOfThisNodeListens() {
        Properties settings = new Properties();
        assertThat(HaCommand.socket(settings, DATA)).isEqualTo(Path.of("/var/lib/tandem/ha-manager/control.sock"));
        settings.setProperty("tandem.data-dir", "/srv/tandem");
        assertThat(HaCommand.socket(settings, DATA)).isEqualTo(Path.of("/srv/tandem/ha-manager/control.sock"));
        settings.setProperty("tandem.ha-manager.control.socket", "/run/ha.sock");
        assertThat(HaCommand.socket(settings, DATA)).isEqualTo(Path.of("/run/ha.sock"));
    }
}
