package io.tandem.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.fail;

/** A Debian program that a test runs; where it is missing the test says so and skips, or fails under CI. */
public final class Program implements AutoCloseable {
    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    public static void require(String program, String debianPackage) {
        boolean found = List.of(System.getenv("PATH").split(File.pathSeparator)).stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!found && System.getenv("TANDEM_NO_SKIP") != null) {
            fail(program + " is missing: apt-get install " + debianPackage);
        }
        Assumptions.assumeTrue(found, program + " is missing: apt-get install " + debianPackage);
    }

    /** As {@link #require}, for nodes in network namespaces. */
    public static void requireRoot() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && System.getenv("TANDEM_NO_SKIP") != null) throw new IllegalStateException("this test needs root, and TANDEM_NO_SKIP forbids to skip it");
        Assumptions.assumeTrue(root, "skipped: two nodes in network namespaces need root");
    }

    public static Program start(Path folder, String name, List<String> command) throws IOException {
        Files.createDirectories(folder);
        Path output = folder.resolve(name + ".out");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).redirectOutput(output.toFile()).start();
        return new Program(process, output);
    }

    public int awaitExit(Duration limit) throws InterruptedException, IOException {
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail("still running after " + limit + ": " + output());
        }
        return process.exitValue();
    }

    /** Asks it to end, by SIGTERM, which it has to do by itself. */
    void end(Duration limit) throws InterruptedException, IOException {
        process.destroy();
        awaitExit(limit);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String output() throws IOException {
        return Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
