package io.tandem.appserver.session;

import java.time.Duration;

import io.tandem.net.Scheduler;

/** The caller as an application sees it. Loop thread only. */
public interface Caller {
    /** Plays 8 kHz samples after what is playing. @param whenPlayed runs when they were sent; not after {@link #stopPlaying} */
    void play(short[] samples, Runnable whenPlayed);

    void stopPlaying();

    /** The application keeps the time from now on: the caller hears what {@link #send} is given, a frame every 20 ms. */
    void goLive();

    /** The next 20 ms for a caller that is live; what is played to it comes first.
     * @param frame 160 linear samples at 8 kHz; read before the call returns */
    void send(short[] frame);

    /** The caller takes or gives no audio: it has put us on hold, or offers one direction only (RFC 3264 §8.4). */
    boolean isOnHold();

    /** Has the B2BUA connect the caller with somebody else (RFC 3515); a BYE of its own follows.
     * @param uri     a SIP URI
     * @param refused runs if nothing comes of it: the caller is still there */
    void handOn(String uri, Runnable refused);

    /** Ends a call that has not been answered ({@link Application.Hold}) with this response. */
    void refuse(int status, String reason);

    /** Tells the caller of such a call, and all on the way, that it still waits (RFC 3261 §13.3.1.1). */
    void stillWaits();

    /** Sends BYE. */
    void hangUp();

    /** The application is done with the call; it counts as over when the dialog has ended too. */
    void finished();

    /** Clock and timers of the loop. */
    Scheduler clock();

    /** Runs a task later on the loop. */
    Scheduler.Timeout after(Duration delay, Runnable task);

    /** Runs a task on the loop, from any thread. */
    void onLoop(Runnable task);
}
