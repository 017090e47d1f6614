package io.tandem.relay;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import static org.junit.jupiter.api.Assertions.fail;

/** Debian programs that tests run; where one is missing the test says so and skips, or fails under CI. */
final class Programs {
    private Programs() {}

    static void require(String program, String debianPackage) {
        boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
        if (!found && System.getenv("TANDEM_NO_SKIP") != null) fail(program + " is missing: apt-get install " + debianPackage);
        Assumptions.assumeTrue(found, program + " is missing: apt-get install " + debianPackage);
    }
}
