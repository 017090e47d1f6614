package io.tandem.relay.rtp;

/** The sender's media clock on the clock of the stream that is sent, so that pauses keep their length. */
public final class TimestampMap {
    /** A longer step is a new stream of the sender, not a pause: 10 min at 48 kHz. */
    private static final int LONGEST_STEP = 48_000 * 600;

    private boolean started;
    private int last;
    private long elapsed;
    private int base;
    private int clockHz;

    /** @param now of the sender
     *  @param next  what follows without a gap on the other clock
     *  @return on the other clock; never before {@code next} by more than a second, so that nothing runs backwards for long */
    public int map(int now, int fromHz, int toHz, int next) {
        int step = now - last;
        if (!started || fromHz != clockHz || step > LONGEST_STEP || step < -LONGEST_STEP) {
            started = true;
            clockHz = fromHz;
            base = next;
            elapsed = 0;
            step = 0;
        }
        last = now;
        elapsed += step;
        int mapped = base + (int) (elapsed * toHz / fromHz);
        if (mapped - next < -toHz) {
            started = false;
            return next;
        }
        return mapped;
    }

    /** The next packet follows without a gap. */
    public void restart() {
        started = false;
    }
}
