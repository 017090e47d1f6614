package io.tandem.data.portability;

import java.time.Instant;
import java.util.Optional;

/**
 * A number, or all numbers that begin with it, at a carrier. Immutable.
 *
 * @param routingNumber how other networks reach it; empty if by the number itself
 * @param type          free text of the operator, kept in CDRs; may be empty
 * @param start         from then on; empty for ever since
 * @param end           no longer then; empty for good
 */
public record LnpNumber(int id, String number, Optional<String> routingNumber, String type, Optional<Instant> start, Optional<Instant> end,
                        LnpCarrier carrier) {

    boolean isValid(Instant when) { return start.filter(when::isBefore).isEmpty() && end.filter(last -> !when.isBefore(last)).isEmpty(); }
}
