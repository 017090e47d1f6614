package io.tandem.data.timeset;

import java.time.LocalDateTime;
import java.util.Optional;

/**
 * A period that comes once.
 *
 * @param end the first moment after it; empty if it has no end
 */
record SinglePeriod(LocalDateTime start, Optional<LocalDateTime> end) implements TimePeriod {
    @Override public boolean contains(LocalDateTime wall) { return !wall.isBefore(start) && end.filter(over -> !wall.isBefore(over)).isEmpty(); }
}
