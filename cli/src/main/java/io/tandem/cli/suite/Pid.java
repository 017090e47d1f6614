package io.tandem.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A process that the suite started, remembered in a file with its start time, so that a reused id is never taken for it. */
final class Pid {
    private Pid() {}

    static void remember(Path file, ProcessHandle process) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, process.pid() + " " + started(process).toEpochMilli() + "\n");
    }

    /** The process, if it is still alive and the one that was started. */
    static Optional<ProcessHandle> alive(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String[] parts = Files.readString(file).strip().split(" ");
        if (parts.length != 2) {
            throw new IOException("pid file " + file + " is not 'pid startMillis'; remove it if nothing of the suite runs");
        }
        Instant startedAt = Instant.ofEpochMilli(Long.parseLong(parts[1]));
        return ProcessHandle.of(Long.parseLong(parts[0])).filter(ProcessHandle::isAlive).filter(handle -> started(handle).equals(startedAt));
    }

    private static Instant started(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
