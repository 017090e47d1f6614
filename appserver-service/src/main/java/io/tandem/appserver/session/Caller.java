package io.tandem.appserver.session;

import java.time.Duration;

import io.tandem.net.Scheduler;

/** The caller as an application sees it. Loop thread only. */
public interface Caller {
    /** Plays 8 kHz samples after what is playing. @param whenPlayed runs when they were sent; not after {@link #stopPlaying} */
    void play(short[] samples, Runnable whenPlayed);

    void stopPlaying();

    /** Sends BYE. */
    void hangUp();

    /** The application is done with the call; it counts as over when the dialog has ended too. */
    void finished();

    /** Runs a task later on the loop. */
    Scheduler.Timeout after(Duration delay, Runnable task);

    /** Runs a task on the loop, from any thread. */
    void onLoop(Runnable task);
}
