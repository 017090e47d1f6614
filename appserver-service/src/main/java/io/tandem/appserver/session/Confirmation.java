package io.tandem.appserver.session;

/** Says one thing and hangs up. Loop thread. */
public final class Confirmation implements Dialogue {
    private final Caller caller;
    private final short[] prompt;

    /** @param prompt linear samples at 8 kHz, not to be changed */
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
    public void onCallerLeft() {
        caller.stopPlaying();
        caller.finished();
    }
}
