package io.tandem.data.change;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Position in the change log. Ids are handed out before commit, so a lower id may appear after a higher one: a missing id stays
 * on a list and is asked for again until it appears or has been missing for longer than any transaction lives (it was rolled back).
 * One thread at a time.
 */
final class ChangeTail {
    static final int BATCH = 5000;
    /** Missing ids that are remembered; a longer jump means that the log is another one. */
    static final int MAX_GAPS = 1000;

    private final ChangeSource source;
    private final InstantSource clock;
    private final Duration gapPatience;
    private final TreeMap<Long, Instant> gaps = new TreeMap<>();
    private long position;

    private ChangeTail(ChangeSource source, InstantSource clock, Duration gapPatience) {
        this.source = source;
        this.clock = clock;
        this.gapPatience = gapPatience;
    }

    /** Starts at the end of the log; ids missing in its last stretch may belong to transactions that are still open. */
    static ChangeTail atEnd(ChangeSource source, InstantSource clock, Duration gapPatience) throws SQLException {
        ChangeTail tail = new ChangeTail(source, clock, gapPatience);
        tail.restart(source.lastId());
        return tail;
    }

    /** What has become visible since the last call. */
    Poll poll() throws SQLException {
        long last = source.lastId();
        if (last < position) {
            restart(last);
            return new Poll.Lost();
        }
        // Read everything before the first change of state: a query that fails must lose nothing.
        List<Change> late = gaps.isEmpty() ? List.of() : source.byIds(gaps.keySet());
        List<Change> fresh = last > position ? source.after(position, BATCH) : List.of();
        for (Change change : late) gaps.remove(change.id());
        boolean jumped = false;
        for (Change change : fresh) jumped |= !advanceTo(change.id());
        forgetOldGaps();
        return jumped ? new Poll.Lost() : new Poll.Changes(Stream.concat(late.stream(), fresh.stream()).toList());
    }

    /** @return false if more ids are missing than can be remembered */
    private boolean advanceTo(long id) {
        long missing = id - position - 1;
        boolean bearable = missing + gaps.size() <= MAX_GAPS;
        if (bearable) {
            for (long gap = position + 1; gap < id; gap++) gaps.put(gap, clock.instant());
        }
        position = id;
        return bearable;
    }

    private void restart(long last) throws SQLException {
        gaps.clear();
        position = Math.max(0, last - MAX_GAPS);
        for (Change change : source.after(position, BATCH)) advanceTo(change.id());
    }

    private void forgetOldGaps() {
        Instant oldest = clock.instant().minus(gapPatience);
        gaps.values().removeIf(since -> since.isBefore(oldest));
    }

    int gaps() { return gaps.size(); }

    /** Outcome of one look at the log. */
    sealed interface Poll {
        record Changes(List<Change> changes) implements Poll {}
        record Lost() implements Poll {}
    }
}
