package io.tandem.appserver.announce;

import java.time.Duration;

import io.tandem.appserver.session.Caller;
import io.tandem.appserver.session.Dialogue;
import io.tandem.net.Scheduler;

/** Plays one sound again and again, for some time. Loop thread. */
final class LoopedSound implements Dialogue {
    private final Caller caller;
    private final short[] samples;
    private final Duration longest;
    private final Runnable end;
    private Scheduler.Timeout over = () -> false;

    /** @param samples linear, at 8 kHz, not to be changed
     * @param end     ends the call when the time is over */
    LoopedSound(Caller caller, short[] samples, Duration longest, Runnable end) {
        this.caller = caller;
        this.samples = samples;
        this.longest = longest;
        this.end = end;
    }

    @Override
    public void onEstablished() {
        over = caller.after(longest, () -> {
            caller.stopPlaying();
            end.run();
            caller.finished();
        });
        play();
    }

    private void play() {
        caller.play(samples, this::play);
    }

    @Override
    public void onCallerLeft() {
        over.cancel();
        caller.stopPlaying();
        caller.finished();
    }
}
