package io.tandem.cli.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class JavaCommandTest {
    @TempDir Path folder;

    @BeforeEach void unpack() throws Exception {
        Files.createFile(Files.createDirectories(folder.resolve("deploy/target/dist/lib")).resolve("a.jar"));
    }

    @Test void onlyTheControlPlaneGoesWithoutTheOptimisingCompiler() throws Exception {
        for (Service service : Service.ALL) {
            assertThat(command(service).contains("-XX:TieredStopAtLevel=1")).as(service.name()).isEqualTo(service.profile() == JvmProfile.CONTROL);
        }
        assertThat(Service.named("lb-service").profile()).isEqualTo(JvmProfile.EDGE);
    }

    @Test void onlyTheEdgeGoesWithoutTheCache() throws Exception {
        Path cache = Files.createFile(folder.resolve("deploy/target/dist/tandem.aot"));
        for (Service service : Service.ALL) {
            assertThat(command(service).contains("-XX:AOTCache=" + cache)).as(service.name()).isEqualTo(service.profile() != JvmProfile.EDGE);
        }
        assertThat(command(Service.named("lb-service"))).containsAll(JvmProfile.EDGE.options());
    }

    private List<String> command(Service service) throws Exception {
        return new JavaCommand(workspace()).service(service);
    }

    private Workspace workspace() {
        return new Workspace(folder, folder.resolve(".tandem"));
    }
}
