package io.tandem.cli.suite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Held by {@code up} and {@code down}, so that two of them at once wait for each other. */
final class SuiteLock implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;

    private SuiteLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    static SuiteLock take(Workspace workspace) throws IOException {
        Files.createDirectories(workspace.lockFile().getParent());
        FileChannel channel = FileChannel.open(workspace.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return new SuiteLock(channel, channel.lock());
    }

    @Override public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
