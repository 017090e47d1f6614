package io.tandem.relay.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

import io.tandem.relay.os.Endpoint;

/**
 * A capture file (libpcap 2.4, microseconds, link type RAW: each packet begins with its IP header) of RTP as it came from the parties. Recorder
 * thread.
 */
final class PcapFile {
    private static final int MAGIC = 0xA1B2C3D4;
    private static final int LINK_TYPE_RAW = 101;
    private static final int SNAP_LENGTH = 65_535;
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TTL = 64;

    private final SpoolFile file;

    PcapFile(SpoolFile file) throws IOException {
        this.file = file;
        file.room(24).order(ByteOrder.BIG_ENDIAN).putInt(MAGIC).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(SNAP_LENGTH)
                .putInt(LINK_TYPE_RAW);
    }

    /** Both ends are of one address family. */
    void packet(Instant time, Endpoint source, Endpoint target, byte[] data, int length) throws IOException {
        byte[] from = source.address().getAddress();
        byte[] to = target.address().getAddress();
        boolean ipv6 = from.length == 16;
        int whole = (ipv6 ? IPV6_HEADER : IPV4_HEADER) + UDP_HEADER + length;
        ByteBuffer out = file.room(16 + whole).order(ByteOrder.BIG_ENDIAN);
        out.putInt((int) time.getEpochSecond()).putInt(time.getNano() / 1000).putInt(whole).putInt(whole);
        if (ipv6) {
            out.putInt(0x6000_0000).putShort((short) (UDP_HEADER + length)).put((byte) UDP).put((byte) TTL).put(from).put(to);
        } else {
            ipv4(out, whole, from, to);
        }
        int udp = out.position();
        out.putShort((short) source.port()).putShort((short) target.port()).putShort((short) (UDP_HEADER + length)).putShort((short) 0);
        out.put(data, 0, length);
        if (ipv6) out.putShort(udp + 6, udp6Checksum(out, udp, UDP_HEADER + length, from, to)); // RFC 8200 §8.1: none is no choice
    }

    private static void ipv4(ByteBuffer out, int whole, byte[] from, byte[] to) {
        int start = out.position();
        out.putShort((short) 0x4500).putShort((short) whole).putInt(0).put((byte) TTL).put((byte) UDP).putShort((short) 0).put(from).put(to);
        int sum = 0;
        for (int at = start; at < start + IPV4_HEADER; at += 2) {
            sum += out.getShort(at) & 0xFFFF;
        }
        out.putShort(start + 10, folded(sum));
    }

    private static short udp6Checksum(ByteBuffer out, int start, int length, byte[] from, byte[] to) {
        int sum = UDP + length;
        for (int i = 0; i < 16; i += 2) {
            sum += ((from[i] & 0xFF) << 8 | from[i + 1] & 0xFF) + ((to[i] & 0xFF) << 8 | to[i + 1] & 0xFF);
        }
        for (int i = 0; i < length; i++) {
            sum += (out.get(start + i) & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        short checksum = folded(sum);
        return checksum == 0 ? (short) 0xFFFF : checksum;
    }

    private static short folded(int sum) {
        int folded = (sum & 0xFFFF) + (sum >>> 16);
        return (short) ~(folded + (folded >>> 16));
    }

    void finish() throws IOException {
        file.finish();
    }

    SpoolFile file() {
        return file;
    }
}
