package io.tandem.lb.trace;

import java.net.InetSocketAddress;

/** Sees the messages of the load balancer while somebody looks. Loop thread. */
public interface MessageTap {
    /** Nobody ever looks. */
    MessageTap OFF = new MessageTap() {
        @Override public boolean isOn() {
            return false;
        }

        @Override public void received(byte[] data, int offset, int length, InetSocketAddress peer, String socket) {}

        @Override public void sent(byte[] data, int offset, int length, InetSocketAddress peer, String socket) {}

        @Override public void verdict(String text) {}
    };

    /** Ask this before each of the other calls; cheap. */
    boolean isOn();

    /**
     * A message came in. The bytes are copied if anybody wants them.
     *
     * @param socket label of the socket, {@code udp:1.2.3.4:5060}
     */
    void received(byte[] data, int offset, int length, InetSocketAddress peer, String socket);

    /** A message left. */
    void sent(byte[] data, int offset, int length, InetSocketAddress peer, String socket);

    /** What became of the message received last, unless it was simply forwarded: {@code dropped: malformed}. */
    void verdict(String text);
}
