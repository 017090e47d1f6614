package io.tandem.ha.takeover;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import io.tandem.ha.election.Election;
import io.tandem.ha.election.EpochFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What outlives the manager: epochs, boot number, maintenance. Writes on a thread of its own: nobody waits for a disk while the lease runs. */
final class Disk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Disk.class);
    private static final int RETRY_SECONDS = 1;
    private final EpochFile known;
    private final EpochFile reserved;
    private final EpochFile boots;
    private final Path maintenance;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("ha-disk").factory());

    Disk(Path folder) {
        known = new EpochFile(folder);
        reserved = new EpochFile(folder, "epoch-reserved");
        boots = new EpochFile(folder, "boot");
        maintenance = folder.resolve("maintenance");
    }

    Election.Stored load() throws IOException {
        long epoch = known.load();
        return new Election.Stored(epoch, Math.max(epoch, reserved.load()), Files.exists(maintenance));
    }

    /** Higher than at any earlier start; near the wall clock, so that it goes on rising when the disk is replaced. */
    long nextBoot(long nowMillis) throws IOException {
        long boot = Math.max(nowMillis, boots.load() + 1);
        boots.store(boot);
        return boot;
    }

    /** @param done called on the writer's thread */
    void reserve(long epoch, LongConsumer done) { writer.execute(() -> store(reserved, epoch, () -> done.accept(epoch))); }

    void remember(long epoch) { writer.execute(() -> store(known, epoch, () -> {})); }

    private void store(EpochFile file, long epoch, Runnable done) {
        try {
            if (epoch > file.load()) file.store(epoch); // a retry may come after a later one
            done.run();
        } catch (IOException e) {
            log.error("cannot store epoch {}; this node cannot become active until it can", epoch, e);
            writer.schedule(() -> store(file, epoch, done), RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    void maintenance(boolean on) throws IOException {
        if (on && !Files.exists(maintenance)) Files.createFile(maintenance);
        if (!on) Files.deleteIfExists(maintenance);
        try (FileChannel folder = FileChannel.open(Objects.requireNonNull(maintenance.toAbsolutePath().getParent()))) {
            folder.force(true);
        }
    }

    @Override public void close() { writer.shutdown(); }
}
