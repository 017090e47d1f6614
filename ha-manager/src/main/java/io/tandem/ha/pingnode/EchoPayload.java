package io.tandem.ha.pingnode;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * What an echo request of the HA manager carries: {@value #HEADER} bytes and, if it is a reflection, a heartbeat.
 *
 * @param kind   what the answer is good for
 * @param cookie random number of the asking process: a host that has not seen the request cannot answer it
 * @param sentAt nanoseconds of the asking node's monotonic clock
 */
record EchoPayload(Kind kind, long cookie, long sentAt) {
    static final int HEADER = 24;
    private static final int MAGIC = 0x54484531;

    enum Kind {
        /** From this node's own address: is the ping node in reach? */
        REACH,
        /** From the shared address: does the ping node take this node for its owner? */
        OWN,
        /** With the peer's address as source, so that the answer goes there; a heartbeat follows. */
        REFLECT
    }

    byte[] bytes(byte[] heartbeat) {
        return ByteBuffer.allocate(HEADER + heartbeat.length).putInt(MAGIC).putInt(kind.ordinal()).putLong(cookie).putLong(sentAt).put(heartbeat).array();
    }

    /** What begins at that offset; {@code null} if it is none of ours. */
    static @Nullable EchoPayload read(byte[] packet, int offset, int length) {
        if (offset < 0 || length - offset < HEADER || packet.length < length) return null;
        ByteBuffer in = ByteBuffer.wrap(packet, offset, HEADER);
        if (in.getInt() != MAGIC) return null;
        int kind = in.getInt();
        return kind < 0 || kind > Kind.REFLECT.ordinal() ? null : new EchoPayload(Kind.values()[kind], in.getLong(), in.getLong());
    }
}
