package io.tandem.ha.election;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Folder of the HA manager, locked for one process: two of them on a node would both call it active. */
public final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws IOException if it cannot be made, or another process holds it */
    public static DataFolder open(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel lockFile = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!lock(lockFile)) {
            lockFile.close();
            throw new IOException("another HA manager of this node holds " + path + "; stop it first");
        }
        return new DataFolder(path, lockFile);
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    public Path path() { return path; }

    /** Releases the lock with the file. */
    @Override public void close() throws IOException { lockFile.close(); }
}
