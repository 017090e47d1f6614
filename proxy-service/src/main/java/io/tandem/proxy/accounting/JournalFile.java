package io.tandem.proxy.accounting;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/** The append-only end of the journal. What was appended outlives this process; what was forced outlives the machine. One thread. */
final class JournalFile implements AutoCloseable {
    private final Path directory;
    private final long segmentSizeBytes;
    private FileChannel channel;
    private long sizeBytes;
    private long lastSequence;
    private long appendedSequence;
    private boolean unforced;

    JournalFile(Path directory, long segmentSizeBytes, Instant now) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.segmentSizeBytes = segmentSizeBytes;
        this.lastSequence = Math.max(lastSequence(directory), now.getEpochSecond() * 1_000_000 + now.getNano() / 1000);
        this.appendedSequence = lastSequence;
        this.channel = open(lastSequence + 1);
    }

    private static long lastSequence(Path directory) {
        List<Path> segments = Segments.in(directory);
        if (segments.isEmpty()) {
            return 0;
        }
        long last = Segments.firstSequence(segments.getLast());
        SegmentReader reader = new SegmentReader(segments.getLast());
        for (List<JournalEntry> entries = reader.next(1000); !entries.isEmpty(); entries = reader.next(1000)) {
            last = Math.max(last, entries.getLast().sequence());
        }
        return last;
    }

    private FileChannel open(long firstSequence) throws IOException {
        sizeBytes = 0;
        return FileChannel.open(Segments.named(directory, firstSequence), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
    }

    /** A record as the next line, to be appended before the one after it. */
    byte[] line(AccountingRecord record) {
        return JournalFormat.toLine(new JournalEntry(++lastSequence, record));
    }

    /** Of the last line that was made. */
    long lastSequence() { return lastSequence; }

    /** Writes the lines in this order, all that were made since the last time. */
    void append(List<byte[]> lines) throws IOException {
        if (sizeBytes >= segmentSizeBytes) {
            close();
            channel = open(appendedSequence + 1);
        }
        appendedSequence = lastSequence;
        ByteBuffer buffer = ByteBuffer.allocate(lines.stream().mapToInt(line -> line.length).sum());
        lines.forEach(buffer::put);
        buffer.flip();
        while (buffer.hasRemaining()) {
            sizeBytes += channel.write(buffer);
        }
        unforced = true;
    }

    /** Forces to disk what was written. */
    void force() throws IOException {
        if (unforced) {
            channel.force(false);
            unforced = false;
        }
    }

    @Override
    public void close() throws IOException {
        try (FileChannel last = channel) {
            force();
        }
    }
}
