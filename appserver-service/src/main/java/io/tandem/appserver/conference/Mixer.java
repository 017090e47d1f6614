package io.tandem.appserver.conference;

import io.tandem.appserver.media.RtpSession;

/** Adds up 20 ms of all who speak; each then hears all but itself. Allocates nothing. One thread. */
final class Mixer {
    static final int FRAME = RtpSession.FRAME_SAMPLES;

    private final int[] sum = new int[FRAME];

    void clear() {
        for (int i = 0; i < FRAME; i++) sum[i] = 0;
    }

    void add(short[] frame) {
        for (int i = 0; i < FRAME; i++) sum[i] += frame[i];
    }

    /** The sum, cut where it is too loud.
     * @param own is left out: added before, or silence
     * @param mix is overwritten */
    void without(short[] own, short[] mix) {
        for (int i = 0; i < FRAME; i++) mix[i] = (short) Math.clamp(sum[i] - own[i], Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
