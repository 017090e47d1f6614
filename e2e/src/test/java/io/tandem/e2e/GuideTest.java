package io.tandem.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** How a guide is typed, without a suite. */
class GuideTest {
    @TempDir Path folder;

    private record Typed(int code, String output) {}

    private Typed type(String... steps) throws IOException, InterruptedException {
        Guide guide = new Guide(List.of(steps).stream().map(commands -> new Guide.Step("", commands + "\n", "")).toList());
        Process bash = new ProcessBuilder("bash", "-c", guide.script()).directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Typed(bash.waitFor(), output);
    }

    @Test void allStepsAreTypedAndMarked() throws Exception {
        Typed typed = type("echo one", "x=2; echo $x", "echo cleaned >> log");
        assertThat(typed).isEqualTo(new Typed(0, "--- step 0 ---\none\n--- step 1 ---\n2\n--- step 2 ---\n"));
        assertThat(Files.readString(folder.resolve("log"))).as("once").isEqualTo("cleaned\n");
    }

    @Test void aStepThatFailsEndsItAndWhatWasMadeIsCleanedUp() throws Exception {
        Typed typed = type("touch made", "false", "touch never", "rm $unknown; rm made; echo said");
        assertThat(typed).isEqualTo(new Typed(1, "--- step 0 ---\n--- step 1 ---\n"));
        assertThat(folder.resolve("made")).doesNotExist();
        assertThat(folder.resolve("never")).doesNotExist();
    }

    @Test void programsInTheBackgroundEndWithIt() throws Exception {
        Typed typed = type("sleep 60 > /dev/null 2>&1 &\necho $!", "false", "true");
        long sleeping = Long.parseLong(typed.output().lines().toList().get(1));
        ProcessHandle.of(sleeping).ifPresent(sleep -> assertThat(sleep.onExit()).succeedsWithin(Duration.ofSeconds(5)));
    }
}
