package io.tandem.relay.player;

import java.time.Duration;

/** Audio in memory. Immutable; shared by all that play it.
 * @param samples one channel, not copied */
public record Clip(short[] samples, int sampleRateHz) {
    /** Of one round. */
    public Duration duration() {
        return Duration.ofMillis(samples.length * 1000L / sampleRateHz);
    }
}
