package io.tandem.data.change;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChangeTailTest {
    private final ScriptedLog log = new ScriptedLog();
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");

    @Test void tellsEachCommittedRowOnce() throws SQLException {
        log.commit(1, 2);
        ChangeTail tail = start();
        log.commit(3, 4);
        assertThat(ids(tail.poll())).containsExactly(3L, 4L);
        assertThat(ids(tail.poll())).isEmpty();
    }

    @Test void tellsARowThatCommitsAfterAHigherOne() throws SQLException {
        ChangeTail tail = start();
        log.commit(1, 3);
        assertThat(ids(tail.poll())).containsExactly(1L, 3L);
        log.commit(2, 4);
        assertThat(ids(tail.poll())).containsExactly(2L, 4L);
        assertThat(tail.gaps()).isZero();
    }

    @Test void tellsARowThatWasUncommittedWhenTheFeedStarted() throws SQLException {
        log.commit(1, 2, 4);
        ChangeTail tail = start();
        log.commit(3);
        assertThat(ids(tail.poll())).containsExactly(3L);
    }

    @Test void stopsAskingForARolledBackRow() throws SQLException {
        ChangeTail tail = start();
        log.commit(1, 3);
        tail.poll();
        assertThat(tail.gaps()).isOne();
        now = now.plusSeconds(61);
        tail.poll();
        assertThat(tail.gaps()).isZero();
    }

    @Test void losesNothingWhenAQueryFails() throws SQLException {
        ChangeTail tail = start();
        log.commit(1, 3);
        tail.poll();
        log.commit(2, 4);
        log.failAfter = true;
        assertThatThrownBy(tail::poll).isInstanceOf(SQLException.class);
        log.failAfter = false;
        assertThat(ids(tail.poll())).containsExactly(2L, 4L);
    }

    @Test void saysLostWhenTheLogIsRestoredToAnEarlierState() throws SQLException {
        log.commit(1, 2, 3);
        ChangeTail tail = start();
        log.rows.remove(3L);
        assertThat(tail.poll()).isInstanceOf(ChangeTail.Poll.Lost.class);
        log.commit(3);
        assertThat(ids(tail.poll())).containsExactly(3L);
    }

    @Test void saysLostWhenIdsJumpFurtherThanGapsCanBeRemembered() throws SQLException {
        ChangeTail tail = start();
        log.commit(5_000);
        assertThat(tail.poll()).isInstanceOf(ChangeTail.Poll.Lost.class);
        log.commit(5_001);
        assertThat(ids(tail.poll())).containsExactly(5_001L);
    }

    private ChangeTail start() throws SQLException { return ChangeTail.atEnd(log, () -> now, Duration.ofMinutes(1)); }

    private static List<Long> ids(ChangeTail.Poll poll) {
        return ((ChangeTail.Poll.Changes) poll).changes().stream().map(Change::id).toList();
    }

    private static final class ScriptedLog implements ChangeSource {
        final TreeMap<Long, Change> rows = new TreeMap<>();
        boolean failAfter;

        void commit(long... ids) {
            for (long id : ids) rows.put(id, new Change(id, ChangeLog.SUBSCRIBER, "7"));
        }

        @Override public long lastId() { return rows.isEmpty() ? 0 : rows.lastKey(); }

        @Override public List<Change> after(long after, int limit) throws SQLException {
            if (failAfter) throw new SQLException("connection lost");
            return rows.tailMap(after, false).values().stream().limit(limit).toList();
        }

        @Override public List<Change> byIds(Collection<Long> ids) { return ids.stream().filter(rows::containsKey).map(rows::get).toList(); }
    }
}
