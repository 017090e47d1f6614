package io.tandem.relay.kernel.bpf;

import java.net.InetAddress;
import java.nio.ByteBuffer;

import io.tandem.relay.os.Endpoint;

/** Ethernet frames with UDP, and their checksums computed from nothing. */
final class Frames {
    static final int ETHERNET = 14;

    private Frames() {}

    /** To the hardware address of the loopback device, where test runs take place. */
    static byte[] udp(Endpoint source, Endpoint destination, byte[] payload) {
        boolean ipv6 = source.isIpv6();
        int length = 8 + payload.length;
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET + (ipv6 ? 40 : 20) + length);
        frame.putShort(12, (short) (ipv6 ? 0x86dd : 0x0800)).position(ETHERNET);
        if (ipv6) {
            frame.putInt(0x6000_0000 | 0x12345).putShort((short) length).put((byte) 17).put((byte) 57);
        } else {
            frame.putShort((short) 0x4500).putShort((short) (20 + length)).putInt(0x7777_4000).put((byte) 57).put((byte) 17).putShort((short) 0);
        }
        frame.put(source.address().getAddress()).put(destination.address().getAddress());
        frame.putShort((short) source.port()).putShort((short) destination.port()).putShort((short) length).putShort((short) 0).put(payload);
        byte[] octets = frame.array();
        if (!ipv6) put(octets, ETHERNET + 10, ipv4Checksum(octets));
        put(octets, udpOffset(octets) + 6, udpChecksum(octets));
        return octets;
    }

    static byte[] rtp(int payloadType, int sequence, int timestamp, int ssrc, int octets) {
        return ByteBuffer.allocate(12 + octets).put((byte) 0x80).put((byte) payloadType).putShort((short) sequence).putInt(timestamp)
                .putInt(ssrc).array();
    }

    static boolean isIpv6(byte[] frame) {
        return word(frame, 12) == 0x86dd;
    }

    static int udpOffset(byte[] frame) {
        return ETHERNET + (isIpv6(frame) ? 40 : 20);
    }

    static int word(byte[] frame, int at) {
        return (frame[at] & 0xFF) << 8 | frame[at + 1] & 0xFF;
    }

    static void put(byte[] frame, int at, int word) {
        frame[at] = (byte) (word >>> 8);
        frame[at + 1] = (byte) word;
    }

    /** What the IPv4 header checksum should be. */
    static int ipv4Checksum(byte[] frame) {
        return ~fold(sum(frame, ETHERNET, 20) - word(frame, ETHERNET + 10)) & 0xFFFF;
    }

    /** What the UDP checksum should be. */
    static int udpChecksum(byte[] frame) {
        int udp = udpOffset(frame);
        int length = word(frame, udp + 4);
        long addresses = isIpv6(frame) ? sum(frame, ETHERNET + 8, 32) : sum(frame, ETHERNET + 12, 8);
        int checksum = ~fold(addresses + 17 + length + sum(frame, udp, length) - word(frame, udp + 6)) & 0xFFFF;
        return checksum == 0 ? 0xFFFF : checksum;
    }

    private static long sum(byte[] frame, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (long) (frame[from + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int) folded;
    }

    static Endpoint endpoint(String host, int port) {
        return Endpoint.of(InetAddress.ofLiteral(host), port);
    }
}
