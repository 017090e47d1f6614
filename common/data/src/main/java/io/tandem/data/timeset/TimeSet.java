package io.tandem.data.timeset;

import java.time.ZonedDateTime;
import java.util.List;

/**
 * Periods of time, of which one is enough. Immutable; {@link #contains} neither blocks nor takes long.
 *
 * @param periods none: the set holds never
 */
public record TimeSet(List<TimePeriod> periods) {
    /** Also what a set that is gone means. */
    public static final TimeSet NEVER = new TimeSet(List.of());

    public TimeSet {
        periods = List.copyOf(periods);
    }

    /** @param moment in the zone of whoever the set is for: periods say what a clock on his wall shows */
    public boolean contains(ZonedDateTime moment) {
        var wall = moment.toLocalDateTime();
        for (TimePeriod period : periods) {
            if (period.contains(wall)) return true;
        }
        return false;
    }
}
