package io.tandem.appserver.conference;

import io.tandem.codec.G711;

/** Audio of one participant between its arrival and the next frame of the mix, ordered by RTP timestamp (RFC 3550 §5.1). Begins 40 ms behind, begins anew
 * after a pause, for another source, and when the two clocks have drifted apart. Allocates nothing. One thread. */
final class JitterBuffer {
    private static final int MILLI = G711.CLOCK_RATE_HZ / 1000;
    private static final int DELAY = 40 * MILLI;
    /** So much that waits is a delay that everybody hears. */
    private static final int LONGEST = 200 * MILLI;
    /** So long without anything is a pause. */
    private static final int PAUSE = 100 * MILLI;
    /** So many packets in a row that came too late are no accident. */
    private static final int MOST_LATE = 3;
    private static final int CAPACITY = 2048;
    private static final int MASK = CAPACITY - 1;

    private final short[] ring = new short[CAPACITY]; // at its timestamp, modulo the capacity; silence where nothing came
    private boolean running;
    private int ssrc;
    private int next; // timestamp that is taken next
    private int end;  // behind the last one that came
    private int late;

    /** Takes a packet; one that is too late or too long is dropped. */
    void put(int timestamp, int source, short[] samples) {
        if (samples.length > LONGEST - DELAY) return;
        int ahead = timestamp - next;
        late = ahead + samples.length <= 0 ? late + 1 : 0;
        if (!running || source != ssrc || late == MOST_LATE || ahead + samples.length > LONGEST || ahead < -LONGEST) {
            begin(timestamp, source);
            ahead = DELAY;
        }
        for (int i = Math.max(0, -ahead); i < samples.length; i++) ring[timestamp + i & MASK] = samples[i];
        if (timestamp + samples.length - end > 0) end = timestamp + samples.length;
    }

    private void begin(int timestamp, int source) {
        for (int i = 0; i < CAPACITY; i++) ring[i] = 0;
        running = true;
        ssrc = source;
        next = timestamp - DELAY;
        end = timestamp;
        late = 0;
    }

    /** Moves the next 20 ms into a frame.
     * @return false if nobody speaks; the frame is as before */
    boolean take(short[] frame) {
        if (running && next - end >= PAUSE) running = false;
        if (!running) return false;
        for (int i = 0; i < Mixer.FRAME; i++) {
            int at = next + i & MASK;
            frame[i] = ring[at];
            ring[at] = 0;
        }
        next += Mixer.FRAME;
        return true;
    }
}
