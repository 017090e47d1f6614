package io.tandem.ha.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.store.StoreProperties.DatabasePair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transactions that this node has and the active one does not: saved to a file, with what they changed, and reported; never overwritten, or merged
 * unasked. */
final class Divergence {
    private static final Logger log = LoggerFactory.getLogger(Divergence.class);
    private static final String PROGRAM = "/usr/bin/mariadb-binlog";
    private static final long SAVE_SECONDS = 120;

    private final DatabasePair pair;
    private final Path folder;

    Divergence(DatabasePair pair, Path folder) {
        this.pair = pair;
        this.folder = folder;
    }

    /** @throws StoreException if there are any, with the file that has them */
    void refuse(MariaDb own, GtidPosition ours, GtidPosition theirs) throws StoreException {
        long beyond = ours.beyond(theirs);
        if (beyond == 0) return;
        throw new StoreException(("%d transactions of this node never reached the peer: this node has %s, the peer %s. They are saved in %s; decide what"
                + " becomes of them: handbook, high availability").formatted(beyond, ours, theirs, save(own, ours.partBeyond(theirs), theirs)));
    }

    /** The file is named by the transactions, and written once. */
    private Path save(MariaDb own, GtidPosition extra, GtidPosition theirs) throws StoreException {
        Path file = folder.resolve("diverged-" + extra.toString().replace(',', '+') + ".sql");
        if (Files.exists(file)) return file;
        Path part = folder.resolve(file.getFileName() + ".part");
        Path errors = folder.resolve(file.getFileName() + ".errors");
        List<String> logs = own.column("SHOW BINARY LOGS");
        if (logs.isEmpty()) throw new StoreException("transactions " + extra + " never reached the peer, and this node has no binary log to save them from");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(extra, theirs.onlyDomainsOf(extra), logs.getFirst())).redirectOutput(part.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("MYSQL_PWD", pair.password()); // not where every user of this host could read it
            Process process = builder.start();
            if (!process.waitFor(SAVE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StoreException(PROGRAM + " has not saved transactions " + extra + " within " + SAVE_SECONDS + " s");
            }
            if (process.exitValue() != 0) throw new StoreException(PROGRAM + " cannot save transactions " + extra + ": " + Files.readString(errors));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(errors);
        } catch (IOException e) {
            throw new StoreException("transactions %s never reached the peer and cannot be saved: %s; is mariadb-client there?"
                    .formatted(extra, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("the HA manager ends", e);
        }
        log.error("transactions {} of this node never reached the peer; they are saved in {}", extra, file);
        return file;
    }

    /** @param from what the peer has of these domains */
    private List<String> command(GtidPosition extra, GtidPosition from, String firstLog) {
        String address = pair.url().replaceFirst("^[^/]*//", "").replaceFirst("/.*", "");
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--no-defaults", "--read-from-remote-server", "--to-last-log", "--verbose",
                "--host=" + StoreProperties.host(address), "--port=" + StoreProperties.port(address), "--protocol=tcp", "--user=" + pair.username(),
                "--do-domain-ids=" + String.join(",", extra.last().keySet().stream().map(String::valueOf).toList())));
        if (!from.last().isEmpty()) command.add("--start-position=" + from);
        command.add(firstLog);
        return command;
    }
}
