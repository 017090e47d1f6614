package io.tandem.appserver.session;

/** What an application does with one caller. Loop thread. It calls {@link Caller#finished} once, when nothing is left to do. */
public interface Dialogue {
    /** The ACK came, or the call is held: audio flows, if the caller can hear any. */
    void onEstablished();

    /** Nothing is asked unless a dialogue says otherwise. */
    default void onDigit(char digit) {}

    /** See {@link io.tandem.appserver.media.MediaListener#onAudio}; nothing is listened to unless a dialogue says otherwise. */
    default void onAudio(int timestamp, int ssrc, short[] samples) {}

    /** The caller hung up or gave up, or we must (shutdown, no ACK). Called once at most, never after {@link Caller#hangUp}. */
    void onCallerLeft();
}
