package io.tandem.data.change;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** What the tail reads from: the log table, or a script in tests. */
interface ChangeSource {
    /** Highest id in the log; 0 if it is empty. */
    long lastId() throws SQLException;

    /** Rows with {@code id > after}, ascending, at most {@code limit}. */
    List<Change> after(long after, int limit) throws SQLException;

    /** Those rows with one of these ids that are there. */
    List<Change> byIds(Collection<Long> ids) throws SQLException;
}
