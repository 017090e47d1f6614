package io.tandem.net.stream;

/** Takes what happens to a TCP connection; called on the loop thread only. */
public interface StreamReceiver {

    /** The connection is there. */
    void onConnected(StreamSocket socket);

    /** Octets have come. The array belongs to the loop: copy what is needed. */
    void onBytes(StreamSocket socket, byte[] data, int length);

    /** It could not be made, or has ended, and is closed now. Nothing more comes. */
    void onClosed(StreamSocket socket, String reason);
}
