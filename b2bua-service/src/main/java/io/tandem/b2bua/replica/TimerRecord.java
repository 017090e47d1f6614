package io.tandem.b2bua.replica;

import java.time.Instant;
import java.util.Optional;

import io.tandem.b2bua.refresh.LegTimer;
import io.tandem.sip.message.SipMessage;

/** The session timer of one leg.
 * @param agreed    interval and who refreshes; empty if the leg has no timer
 * @param due       when we refresh, or the session is lost; {@link Instant#EPOCH} without a timer
 * @param updating  the party takes UPDATE
 * @param described a message whose body this party was told last; empty if it was told none */
public record TimerRecord(Optional<LegTimer.Agreed> agreed, Instant due, boolean updating, Optional<SipMessage> described) {
    public static final TimerRecord NONE = new TimerRecord(Optional.empty(), Instant.EPOCH, false, Optional.empty());
}
