package io.tandem.ha.election;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The highest epoch this node knows of, on disk. It survives a power failure as soon as {@link #store} has returned. */
public final class EpochFile {
    private final Path file;

    public EpochFile(Path directory) { this(directory, "epoch"); }

    /** Another number that must never go back. */
    public EpochFile(Path directory, String name) { this.file = directory.resolve(name); }

    /**
     * The stored epoch; 0 if there is none yet.
     *
     * @throws IOException if the file cannot be read or holds something else: the epoch must never go back, so nobody guesses
     */
    public long load() throws IOException {
        if (!Files.exists(file)) return 0;
        String text = Files.readString(file).strip();
        if (!text.matches("\\d{1,18}")) {
            throw new IOException(("%s holds '%s' instead of an epoch; write the highest epoch into it that the other node or the log "
                    + "of this one shows (0 on a node that never was active), then start again").formatted(file, text));
        }
        return Long.parseLong(text);
    }

    public void store(long epoch) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer text = ByteBuffer.wrap((epoch + "\n").getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) channel.write(text);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
            directory.force(true); // the new name is on disk too
        }
    }
}
