package io.tandem.ha.pingnode;

import java.nio.ByteBuffer;

/** Echo requests as bytes, for IPv4 and IPv6, with an IP header where the source is not this host's to choose. Pure. */
final class EchoPacket {
    static final int REQUEST_4 = 8;
    static final int REPLY_4 = 0;
    static final int REQUEST_6 = 128;
    static final int REPLY_6 = 129;
    static final int HEADER = 8;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int HOPS = 64;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final byte NETWORK_CONTROL = (byte) 0xC0;

    private EchoPacket() {}

    /** The ICMP message; over IPv6 the kernel fills in its checksum. */
    static byte[] request(boolean four, int identifier, int sequence, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + payload.length).put((byte) (four ? REQUEST_4 : REQUEST_6)).put((byte) 0).putShort((short) 0)
                .putShort((short) identifier).putShort((short) sequence).put(payload);
        if (four) out.putShort(2, checksum(out.array(), 0));
        return out.array();
    }

    /** The whole packet, from a source that need not be this host's. @param source 4 or 16 bytes, as is {@code target} */
    static byte[] packet(byte[] source, byte[] target, byte[] icmp) {
        if (source.length == 4) {
            // The kernel fills in length, identification and checksum (raw(7)).
            return ByteBuffer.allocate(IPV4_HEADER + icmp.length).put((byte) 0x45).put(NETWORK_CONTROL).putShort((short) (IPV4_HEADER + icmp.length))
                    .putInt(0).put((byte) HOPS).put((byte) ICMP).putShort((short) 0).put(source).put(target).put(icmp).array();
        }
        byte[] message = icmp.clone();
        ByteBuffer.wrap(message).putShort(2, checksum(message, pseudoHeader(source, target, message.length)));
        return ByteBuffer.allocate(IPV6_HEADER + message.length).putInt(0x6C000000).putShort((short) message.length).put((byte) ICMPV6).put((byte) HOPS)
                .put(source).put(target).put(message).array();
    }

    /** Sum of the pseudo-header of RFC 8200 §8.1. */
    private static int pseudoHeader(byte[] source, byte[] target, int length) { return words(source) + words(target) + length + ICMPV6; }

    /** RFC 1071, over the message with zero in its checksum field. */
    static short checksum(byte[] message, int pseudoHeader) {
        int sum = pseudoHeader + words(message);
        while (sum >>> 16 != 0) sum = (sum & 0xFFFF) + (sum >>> 16);
        return (short) ~sum;
    }

    private static int words(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) sum += (bytes[i] & 0xFF) << 8 | (i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0);
        return sum;
    }
}
