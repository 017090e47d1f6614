package io.tandem.proxy.accounting;

import java.sql.SQLException;
import java.util.List;

/** Table {@code accounting.acc} and how far this proxy's journal has gone into it. Blocking; one thread. */
interface AccountingTable {

    /** Sequence of the last entry that is in the table, 0 for none. */
    long position() throws SQLException;

    /** Adds the entries and moves the position, both or neither. */
    void add(List<JournalEntry> entries) throws SQLException;
}
