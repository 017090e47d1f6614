package io.tandem.e2e.site;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code tandem ha migrate} on a live pair of the lab: to Pacemaker and back. One node serves all the time but while the active one is migrated.
 * With {@code -Dtandem.test.migrate=yes} only. */
@EnabledIfSystemProperty(named = "tandem.test.migrate", matches = "yes")
class MigrationLabIT {
    @TempDir private Path folder;

    @Test void aLivePairIsMigratedToPacemakerAndBack() throws Exception {
        PacemakerLabIT.requireCluster();
        SiteFolder site = SiteFolder.of(folder, "pro", "sp1").write("network.yml", PacemakerLabIT.NETWORK).write("config.yml",
            "spring: {config: {import: [\"file:/etc/tandem/secret.yml\", \"optional:file:/etc/tandem/node.yml\"]}}\n");
        ProcessBuilder builder = new ProcessBuilder("../ha-manager/src/test/lab/migrate", site.file("").toString(), "../deploy/src/main/ocf/node",
            System.getProperty("java.class.path")).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0).as(output).isTrue();
        System.out.println(output);
        assertThat(output).containsSubsequence("the active node is not migrated first", "pacemaker on the standby", "pacemaker on the active node",
            "Pacemaker switches on order", "own on the standby", "own on the active node", "the own manager takes over again");
    }
}
