package io.tandem.proxy.accounting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries journal entries into the table in order, batch by batch, and deletes files that are wholly there. One thread; blocking. */
final class Shipper {
    private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);

    private final Path directory;
    private final AccountingTable table;
    private final int batch;
    private final List<SegmentReader> readers = new ArrayList<>();
    private List<JournalEntry> unshipped = List.of();
    private long position = -1; // unknown until MySQL was asked
    private volatile long shipped;

    Shipper(Path directory, AccountingTable table, int batch) {
        this.directory = directory;
        this.table = table;
        this.batch = batch;
    }

    /** Ships one batch.
     * @return entries carried over; 0 means that the table has the whole journal */
    int ship() throws SQLException, IOException {
        if (position < 0) {
            position = table.position();
            unshipped = unshipped.stream().filter(entry -> entry.sequence() > position).toList();
        }
        if (unshipped.isEmpty()) {
            unshipped = read();
        }
        int count = unshipped.size();
        if (count == 0) {
            return 0;
        }
        add(unshipped);
        position = unshipped.getLast().sequence();
        shipped += count;
        unshipped = List.of();
        return count;
    }

    private void add(List<JournalEntry> entries) throws SQLException {
        try {
            table.add(entries);
        } catch (SQLException failure) {
            if (!AccountingJournal.isRefusal(failure)) {
                position = -1; // perhaps it was committed and only the answer got lost: ask before the next try
            }
            throw failure;
        }
    }

    /** Entries the table has not, oldest first; empty at the end of the journal. */
    private List<JournalEntry> read() throws IOException {
        if (readers.isEmpty()) {
            openNewSegments();
        }
        while (!readers.isEmpty()) {
            boolean finished = readers.size() > 1; // before it is read: then nothing is written to it any more
            List<JournalEntry> entries = readers.getFirst().next(batch);
            List<JournalEntry> fresh = entries.stream().filter(entry -> entry.sequence() > position).toList();
            if (!fresh.isEmpty()) {
                return fresh;
            }
            if (entries.isEmpty() && !readNextSegment(finished)) {
                return List.of();
            }
        }
        return List.of();
    }

    /** The first file has no more entries now.
     * @return false if it is the one that is still written */
    private boolean readNextSegment(boolean finished) throws IOException {
        if (!finished) {
            openNewSegments();
            return readers.size() > 1; // then the first one is read once more
        }
        Path done = readers.removeFirst().file();
        Files.deleteIfExists(done);
        LOG.debug("accounting journal {} is wholly in the database", done);
        return true;
    }

    private void openNewSegments() {
        for (Path segment : Segments.in(directory)) {
            boolean known = readers.stream().anyMatch(reader -> reader.file().equals(segment));
            if (!known) {
                readers.add(new SegmentReader(segment));
            }
        }
    }

    /** The database refused the batch for good; sets it aside so that the records behind it go on. */
    List<JournalEntry> setAside() {
        List<JournalEntry> refused = unshipped;
        unshipped = List.of();
        position = refused.isEmpty() ? position : refused.getLast().sequence();
        return refused;
    }

    /** The table has all entries up to this sequence; negative while that is unknown. */
    long position() {
        return position;
    }

    /** Entries carried over since start. Any thread. */
    long shipped() {
        return shipped;
    }
}
