package io.tandem.ha.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What is known of one service. A service is broken when it says so at two looks in a row, when it has failed too often within the window, or when it does not
 * come back; and whole again when it has worked for a while. One thread.
 */
final class Failures {
    private final HealthProperties limits;
    private final Deque<Instant> failures = new ArrayDeque<>();
    private Look last = Look.UP;
    private Instant since;
    private Optional<String> broken = Optional.empty();

    Failures(HealthProperties limits, Instant now) {
        this.limits = limits;
        since = now;
    }

    /** @return why it is broken; empty while it is not */
    Optional<String> note(Look found, Instant now) {
        boolean again = found == last;
        if (!again) since = now;
        if (found != Look.UP && last == Look.UP) failures.add(now);
        failures.removeIf(failure -> failure.isBefore(now.minus(limits.window())));
        last = found;
        Duration lasts = Duration.between(since, now);
        if (found == Look.UP) {
            if (lasts.compareTo(limits.recovered()) >= 0) broken = Optional.empty();
        } else if (found == Look.DOWN && again) {
            broken = Optional.of("says that it is down");
        } else if (failures.size() >= limits.failures()) {
            broken = Optional.of("has failed %d times within %d s".formatted(failures.size(), limits.window().toSeconds()));
        } else if (found == Look.SILENT && lasts.compareTo(limits.patience()) >= 0) {
            broken = Optional.of("does not answer for %d s".formatted(lasts.toSeconds()));
        }
        return broken;
    }
}
