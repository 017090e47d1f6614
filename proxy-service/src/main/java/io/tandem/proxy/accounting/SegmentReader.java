package io.tandem.proxy.accounting;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a journal file from its start on, also while it is written: only whole lines count. One thread. */
final class SegmentReader {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentReader.class);
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private long offset;

    SegmentReader(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Up to this many entries that were not read yet; empty when there is no whole line (yet). Damaged lines are logged and passed over. */
    List<JournalEntry> next(int limit) {
        try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
            List<JournalEntry> entries = new ArrayList<>();
            boolean more = true;
            while (more && entries.size() < limit) {
                more = readChunk(input, entries, limit);
            }
            return entries;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read accounting journal " + file, failure);
        }
    }

    private boolean readChunk(RandomAccessFile input, List<JournalEntry> entries, int limit) throws IOException {
        byte[] chunk = new byte[Math.clamp(input.length() - offset, 0, CHUNK_BYTES)];
        input.seek(offset);
        input.readFully(chunk);
        int start = 0;
        for (int i = 0; i < chunk.length && entries.size() < limit; i++) {
            if (chunk[i] == '\n') {
                parse(Arrays.copyOfRange(chunk, start, i)).ifPresent(entries::add);
                start = i + 1;
            }
        }
        offset += start;
        return start > 0;
    }

    private Optional<JournalEntry> parse(byte[] line) {
        Optional<JournalEntry> entry = JournalFormat.parse(new String(line, StandardCharsets.UTF_8));
        if (entry.isEmpty()) {
            LOG.error("damaged line of {} bytes in accounting journal {} passed over", line.length, file);
        }
        return entry;
    }
}
