package io.tandem.appserver.conference;

import io.tandem.appserver.session.Caller;

/** A participant as its room sees it. Loop thread. */
final class Seat {
    private static final short[] SILENCE = new short[Mixer.FRAME];

    private final Caller caller;
    private final Runnable whenGone;
    private final int patienceFrames;
    private final JitterBuffer buffer = new JitterBuffer();
    private final short[] own = new short[Mixer.FRAME];
    private boolean speaks;
    private int silentFrames;

    /** @param patienceFrames after so many frames without a packet the participant counts as gone, unless it is on hold
     * @param whenGone        runs then */
    Seat(Caller caller, int patienceFrames, Runnable whenGone) {
        this.caller = caller;
        this.patienceFrames = patienceFrames;
        this.whenGone = whenGone;
    }

    void onAudio(int timestamp, int ssrc, short[] samples) {
        silentFrames = 0;
        buffer.put(timestamp, ssrc, samples);
    }

    /** A key is no audio, but says that somebody is there. */
    void onDigit() {
        silentFrames = 0;
    }

    /** Whoever has put the room on hold must not play its music to all others. */
    void speakTo(Mixer mixer) {
        boolean held = caller.isOnHold();
        silentFrames = held ? 0 : silentFrames + 1;
        speaks = buffer.take(own) && !held;
        if (speaks) mixer.add(own);
    }

    /** @param mix is overwritten */
    void hear(Mixer mixer, short[] mix) {
        mixer.without(speaks ? own : SILENCE, mix);
        caller.send(mix);
    }

    void checkPresence() {
        if (silentFrames == patienceFrames) whenGone.run();
    }
}
