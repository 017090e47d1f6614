package io.tandem.appserver.vsc;

import io.tandem.appserver.session.Caller;
import io.tandem.appserver.session.Dialogue;

/** Says one thing and hangs up. Loop thread. */
public final class Confirmation implements Dialogue {
    private final Caller caller;
    private final short[] prompt;

    public Confirmation(Caller caller, short[] prompt) {
        this.caller = caller;
        this.prompt = prompt;
    }

    @Override
    public void onEstablished() {
        caller.play(prompt, () -> {
            caller.hangUp();
            caller.finished();
        });
    }

    @Override
    public void onDigit(char digit) {
        // nothing is asked
    }

    @Override
    public void onAudio(int timestamp, int ssrc, short[] samples) {
        // nothing is listened to
    }

    @Override
    public void onCallerLeft() {
        caller.stopPlaying();
        caller.finished();
    }
}
