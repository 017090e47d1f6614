package io.tandem.appserver.reminder;

import java.sql.SQLException;
import java.util.List;

/** Wake-up calls that are set. Blocks. */
interface Reminders {
    /** Those whose time may be now, in some time zone. */
    List<Reminder> near() throws SQLException;

    /** Takes the call for this process.
     * @return false if another has it, or it was changed meanwhile */
    boolean claim(Reminder reminder) throws SQLException;

    /** It was made or given up: one that does not recur is gone. */
    void done(Reminder reminder) throws SQLException;
}
