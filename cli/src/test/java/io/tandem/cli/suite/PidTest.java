package io.tandem.cli.suite;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PidTest {
    @TempDir Path folder;

    @Test void aRememberedProcessIsFoundWhileItLives() throws Exception {
        Path file = folder.resolve("run/x.pid");
        Process process = new ProcessBuilder("sleep", "60").start();
        Pid.remember(file, process.toHandle());
        assertThat(Pid.alive(file)).map(ProcessHandle::pid).contains(process.pid());
        process.destroyForcibly().waitFor();
        assertThat(Pid.alive(file)).isEmpty();
    }

    @Test void anotherProcessWithTheSameIdIsNotTakenForIt() throws Exception {
        Path file = folder.resolve("x.pid");
        Files.writeString(file, ProcessHandle.current().pid() + " 12345\n");
        assertThat(Pid.alive(file)).isEmpty();
    }

    @Test void withoutAFileNothingRuns() throws Exception {
        assertThat(Pid.alive(folder.resolve("none.pid"))).isEmpty();
    }

    @Test void aBrokenFileIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("x.pid"), "garbage");
        assertThatThrownBy(() -> Pid.alive(file)).hasMessageContaining("x.pid");
    }
}
