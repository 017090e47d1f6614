package io.tandem.relay.player;

import java.time.Duration;
import java.util.Optional;

/** How a clip is played.
 * @param repeatTimes    how often, at least once
 * @param repeatDuration how long at most in all, over and over; then {@code repeatTimes} counts only if it was given
 * @param start          position in the clip where the first round begins */
public record PlayRequest(int repeatTimes, Optional<Duration> repeatDuration, Duration start) {
    /** Over and over until told to stop: music on hold. */
    public static final PlayRequest ENDLESS = new PlayRequest(Integer.MAX_VALUE, Optional.empty(), Duration.ZERO);
    /** From start to end. */
    public static final PlayRequest ONCE = new PlayRequest(1, Optional.empty(), Duration.ZERO);

    public PlayRequest {
        if (repeatTimes < 1) throw new IllegalArgumentException("repeat-times " + repeatTimes + ", at least 1");
        if (start.isNegative() || repeatDuration.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("start-pos " + start + " or repeat-duration " + repeatDuration + " is negative");
        }
    }
}
