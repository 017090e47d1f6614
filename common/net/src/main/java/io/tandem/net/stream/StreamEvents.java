package io.tandem.net.stream;

import java.util.function.BiConsumer;

/** Tells receivers what happens, and survives what they throw; a connection does not, since its receiver may have lost its place. Loop thread.
 * @param failed takes what was done, and what it threw */
record StreamEvents(BiConsumer<String, Throwable> failed) {
    private static final String RECEIVER = "receiver of a connection";

    void connected(StreamReceiver receiver, StreamSocket socket) {
        try {
            receiver.onConnected(socket);
        } catch (Throwable e) {
            broken(receiver, socket, e);
        }
    }

    void received(StreamReceiver receiver, StreamSocket socket, byte[] data, int length) {
        try {
            receiver.onBytes(socket, data, length);
        } catch (Throwable e) {
            broken(receiver, socket, e);
        }
    }

    private void broken(StreamReceiver receiver, StreamSocket socket, Throwable cause) {
        failed.accept(RECEIVER, cause);
        ended(receiver, socket, "its receiver failed: " + cause);
    }

    void ended(StreamReceiver receiver, StreamSocket socket, String reason) {
        socket.close();
        try {
            receiver.onClosed(socket, reason);
        } catch (Throwable e) {
            failed.accept(RECEIVER, e);
        }
    }
}
