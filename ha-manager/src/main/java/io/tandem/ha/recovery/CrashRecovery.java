package io.tandem.ha.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * May the crash recovery of this node's MariaDB cut off what its storage engine has prepared and not committed? Files in the HA manager's folder, by which it
 * talks to {@code mariadb-recovery}, which runs before each start of the server. One thread.
 *
 * <ul><li>{@code database-protected}: while this is there, nobody is told of a commit that the peer's server has not received;
 * <li>{@code database-starts}: a folder, the server is about to start and waits for an answer;
 * <li>{@code database-recovery}: the answer, {@code cut} or {@code keep}.</ul>
 */
public final class CrashRecovery {
    private final Path folder;
    private final Path mark;
    private final Path question;
    private final Path answer;
    private Optional<Protection> known = Optional.empty();
    private boolean read;

    /**
     * Since when nobody was told of a commit that the peer's server had not received.
     *
     * @param epoch       in which this node is, or was, active
     * @param peerStarted when the peer's server was started, by its own clock, seconds since 1970: a later one may have lost what it had received
     */
    public record Protection(long epoch, long peerStarted) {
        static Optional<Protection> parse(String text) {
            String[] words = text.strip().split(" ");
            boolean sound = words.length == 2 && words[0].matches("\\d{1,18}") && words[1].matches("\\d{1,18}");
            return sound ? Optional.of(new Protection(Long.parseLong(words[0]), Long.parseLong(words[1]))) : Optional.empty();
        }

        @Override public String toString() { return epoch + " " + peerStarted; }
    }

    /** @param folder the HA manager's; it exists */
    public CrashRecovery(Path folder) {
        this.folder = folder;
        mark = folder.resolve("database-protected");
        question = folder.resolve("database-starts");
        answer = folder.resolve("database-recovery");
    }

    /** From now on commits wait; all that somebody was told of before has arrived. On disk when it returns. */
    public void protect(Protection protection) throws IOException {
        if (protection().equals(Optional.of(protection))) return;
        store(mark, protection.toString());
        known = Optional.of(protection);
    }

    /** What somebody is told of from now on may be here only. On disk when it returns. */
    public void withdraw() throws IOException {
        if (read && known.isEmpty()) return;
        read = false; // until it is done
        Files.deleteIfExists(mark);
        force();
        known = Optional.empty();
        read = true;
    }

    /** Of this process, or of an earlier one; empty where none holds, or the file has lost its content. */
    public Optional<Protection> protection() throws IOException {
        if (!read) known = Files.exists(mark) ? Protection.parse(Files.readString(mark)) : Optional.empty();
        read = true;
        return known;
    }

    /** The server is about to start. */
    public boolean isAsked() { return Files.exists(question) && !Files.exists(answer); }

    /** @param cut transactions that are prepared only are on the peer, or nobody was told of them, and this node follows it */
    public void answer(boolean cut) throws IOException { store(answer, cut ? "cut" : "keep"); }

    private void store(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer line = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
            while (line.hasRemaining()) channel.write(line);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force();
    }

    private void force() throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }
}
