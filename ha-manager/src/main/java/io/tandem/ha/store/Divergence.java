package io.tandem.ha.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.store.StoreProperties.DatabasePair;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transactions that this node has and the active one does not: saved to a file, with what they changed, and reported; never overwritten, or merged
 * unasked. One thread, which waits for no file: the program that saves them runs from one call to the next. */
final class Divergence implements AutoCloseable {
    static final String PROGRAM = "/usr/bin/mariadb-binlog";
    private static final Logger log = LoggerFactory.getLogger(Divergence.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final long SAVE_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** From one attempt that failed to the next. */
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final DatabasePair pair;
    private final Path folder;
    private final String program;
    private @Nullable Saving saving;
    private @Nullable Saved saved;
    private @Nullable Failure failure;

    /** A program at work. */
    private record Saving(GtidPosition extra, Process process, Path file, Path part, Path errors, long since) {}

    private record Saved(GtidPosition extra, Path file) {}

    private record Failure(GtidPosition extra, String reason, long at) {}

    /** @param program {@link #PROGRAM}, or another with its arguments */
    Divergence(DatabasePair pair, Path folder, String program) {
        this.pair = pair;
        this.folder = folder;
        this.program = program;
    }

    /** Returns at once, whether or not they are saved by now.
     * @throws StoreException if there are any, with the file that has them */
    void refuse(MariaDb own, GtidPosition ours, GtidPosition theirs) throws StoreException {
        long beyond = ours.beyond(theirs);
        if (beyond == 0) {
            close();
            return;
        }
        GtidPosition extra = ours.partBeyond(theirs);
        GtidPosition from = theirs.onlyDomainsOf(extra);
        throw new StoreException("%d transactions of this node never reached the peer: this node has %s, the peer %s. %s".formatted(beyond, extra,
                from.last().isEmpty() ? "none of these" : from, state(own, extra, from)));
    }

    /** What has become of the file. */
    private String state(MariaDb own, GtidPosition extra, GtidPosition from) throws StoreException {
        try {
            Saving running = saving;
            if (running != null) look(running);
            if (saving == null && isDue(extra)) start(own, extra, from);
        } catch (IOException e) {
            failed(extra, e.getMessage() + "; is mariadb-client there?");
            close();
        }
        Saved done = saved;
        Failure last = failure;
        if (done != null && done.extra().equals(extra)) {
            return "They are saved in " + done.file() + "; decide what becomes of them: handbook, high availability";
        }
        return saving == null && last != null ? "They cannot be saved: " + last.reason() : "They are being saved";
    }

    private boolean isDue(GtidPosition extra) {
        Saved done = saved;
        Failure last = failure;
        if (done != null && done.extra().equals(extra) && Files.exists(done.file())) return false;
        return last == null || !last.extra().equals(extra) || System.nanoTime() - last.at() > PAUSE_NANOS;
    }

    /** The file is named by the transactions and the time: a node that was seeded anew uses the same numbers again. */
    private void start(MariaDb own, GtidPosition extra, GtidPosition from) throws StoreException, IOException {
        List<String> logs = own.column("SHOW BINARY LOGS");
        if (logs.isEmpty()) throw new StoreException("transactions " + extra + " never reached the peer, and this node has no binary log to save them from");
        Path file = folder.resolve("diverged-" + extra.toString().replace(',', '+') + "-" + TIME.format(Instant.now()) + ".sql");
        Path part = folder.resolve(file.getFileName() + ".part");
        Path errors = folder.resolve(file.getFileName() + ".errors");
        ProcessBuilder builder = new ProcessBuilder(command(extra, from, logs.getFirst()));
        builder.redirectOutput(part.toFile()).redirectError(errors.toFile());
        builder.environment().put("MYSQL_PWD", pair.password()); // not where every user of this host could read it
        try {
            saving = new Saving(extra, builder.start(), file, part, errors, System.nanoTime());
        } catch (IOException e) {
            Files.deleteIfExists(part);
            Files.deleteIfExists(errors);
            throw e;
        }
    }

    private void look(Saving running) throws IOException {
        if (running.process().isAlive()) {
            if (System.nanoTime() - running.since() < SAVE_NANOS) return;
            close();
            failed(running.extra(), program + " has not ended within " + TimeUnit.NANOSECONDS.toMinutes(SAVE_NANOS) + " minutes");
        } else if (running.process().exitValue() == 0) {
            Files.move(running.part(), running.file(), StandardCopyOption.ATOMIC_MOVE);
            Files.delete(running.errors());
            saving = null;
            saved = new Saved(running.extra(), running.file());
            failure = null;
            log.error("transactions {} of this node never reached the peer; they are saved in {}", running.extra(), running.file());
        } else {
            failed(running.extra(), program + ": " + Files.readString(running.errors()).strip());
            close();
        }
    }

    private void failed(GtidPosition extra, String reason) { failure = new Failure(extra, reason, System.nanoTime()); }

    /** Ends what is at work: the role is another, or they are no longer missing there. */
    @Override public void close() {
        Saving running = saving;
        if (running == null) return;
        saving = null;
        running.process().destroyForcibly();
        try {
            Files.deleteIfExists(running.part());
            Files.deleteIfExists(running.errors());
        } catch (IOException e) {
            log.warn("what is left of an attempt to save transactions {} cannot be removed", running.extra(), e);
        }
    }

    /** @param from what the peer has of these domains */
    private List<String> command(GtidPosition extra, GtidPosition from, String firstLog) {
        String address = pair.url().replaceFirst("^[^/]*//", "").replaceFirst("/.*", "");
        List<String> command = new ArrayList<>(List.of(program, "--no-defaults", "--read-from-remote-server", "--to-last-log", "--verbose",
                "--host=" + StoreProperties.host(address), "--port=" + StoreProperties.port(address), "--protocol=tcp", "--user=" + pair.username(),
                "--do-domain-ids=" + String.join(",", extra.last().keySet().stream().map(String::valueOf).toList())));
        if (!from.last().isEmpty()) command.add("--start-position=" + from);
        command.add(firstLog);
        return command;
    }
}
