package io.tandem.data.timeset;

import java.time.LocalDateTime;

/** One row of a time set. */
sealed interface TimePeriod permits CalendarPeriod, SinglePeriod, RecurringPeriod {

    /** @param wall what the clock shows where the set holds */
    boolean contains(LocalDateTime wall);
}
