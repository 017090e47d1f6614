package io.tandem.sip.stream;

/** Takes what stream connections bring. Event loop thread; must not block. */
public interface StreamReceiver {

    /** One message, framed by its Content-Length or by its WebSocket message; keep-alives are not reported.
     * @param data owned by the transport and valid during the call only: copy what must stay */
    void onFrame(StreamConnection connection, byte[] data, int offset, int length);

    /** The stream cannot be framed any further and is being cut; {@link #onClosed} follows.
     * @param head how the unreadable message begins, at most 2 KiB; belongs to the receiver
     * @param fault for the log and for the reason phrase of a 400 */
    void onBroken(StreamConnection connection, byte[] head, String fault);

    /** A message taken by {@link StreamConnection#send} did not leave: the connection could not be opened, or was gone when its turn came.
     * @param message belongs to the receiver */
    void onUndelivered(StreamConnection connection, byte[] message, String why);

    /** A connection that was open has ended, for whatever reason; told once, after everything it brought. One that could not be opened is not told. */
    void onClosed(StreamConnection connection);
}
