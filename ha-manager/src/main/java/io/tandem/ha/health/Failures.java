package io.tandem.ha.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What is known of one service. A service is broken when it says so at two looks without having worked in between, when it has failed too often
 * within the window, or when it does not come back; and whole again when it has worked for a while. One that has not answered yet is being
 * started, and has longer. Just after a change of the role only that it works is believed. One thread.
 */
final class Failures {
    private static final int STEADY_LOOKS = 2;
    private final HealthProperties limits;
    private final Deque<Instant> failures = new ArrayDeque<>();
    private boolean hasAnswered;
    private boolean hasWorked;
    private Look last = Look.UP;
    private Instant since;
    private int downs;
    private Optional<String> broken = Optional.empty();

    Failures(HealthProperties limits, Instant now) {
        this.limits = limits;
        since = now;
    }

    /** @param settled when the service has had its time to follow the last change of the role
     * @return why it is broken; empty while it is not */
    Optional<String> note(Look found, Instant now, Instant settled) {
        boolean up = found == Look.UP;
        hasWorked |= up;
        if (!up && now.isBefore(settled)) return broken;
        boolean speaks = !hasAnswered && found != Look.SILENT;
        hasAnswered |= speaks;
        if (up != (last == Look.UP)) begin(up, now);
        else if (speaks) since = now; // it was being started until now
        if (found == Look.DOWN) downs++;
        failures.removeIf(failure -> failure.isBefore(now.minus(limits.window())));
        last = found;
        Duration lasts = Duration.between(since, now);
        if (up) {
            if (lasts.compareTo(limits.recovered()) >= 0) broken = Optional.empty();
        } else if (downs >= STEADY_LOOKS) {
            broken = Optional.of("says that it is down");
        } else if (failures.size() >= limits.failures()) {
            broken = Optional.of("has failed %d times within %d s".formatted(failures.size(), limits.window().toSeconds()));
        } else if (lasts.compareTo(hasAnswered ? limits.patience() : limits.starting()) >= 0) {
            broken = Optional.of("does not answer for %d s".formatted(lasts.toSeconds()));
        }
        return broken;
    }

    /** Has it worked at any look? Until then it is being started. */
    boolean hasWorked() { return hasWorked; }

    private void begin(boolean up, Instant now) {
        since = now;
        downs = 0;
        if (!up) failures.add(now);
    }
}
