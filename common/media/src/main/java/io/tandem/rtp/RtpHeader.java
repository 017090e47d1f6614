package io.tandem.rtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads the fixed RTP header in place (RFC 3550 §5.1); allocates nothing. Any thread; the caller owns the memory. */
public final class RtpHeader {
    /** Octets of a header without CSRC list and extension. */
    public static final int MIN_LENGTH = 12;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int VERSION_2 = 2;
    private static final int EXTENSION = 0x10;

    private RtpHeader() {}

    /** Version 2 and long enough for its CSRC list, and not RTCP (RFC 5761 §4). */
    public static boolean isPlausible(MemorySegment memory, long offset, int length) {
        return length >= MIN_LENGTH && version(memory, offset) == VERSION_2 && !isRtcpType(memory, offset)
                && length >= MIN_LENGTH + 4 * csrcCount(memory, offset);
    }

    /** RTCP by version and packet type 192-223, the rule for a port that carries both (RFC 5761 §4). */
    public static boolean isRtcp(MemorySegment memory, long offset, int length) {
        return length >= 8 && version(memory, offset) == VERSION_2 && isRtcpType(memory, offset);
    }

    public static int version(MemorySegment memory, long offset) {
        return (memory.get(ValueLayout.JAVA_BYTE, offset) & 0xC0) >> 6;
    }

    public static int csrcCount(MemorySegment memory, long offset) {
        return memory.get(ValueLayout.JAVA_BYTE, offset) & 0x0F;
    }

    public static boolean marker(MemorySegment memory, long offset) {
        return memory.get(ValueLayout.JAVA_BYTE, offset + 1) < 0;
    }

    public static int payloadType(MemorySegment memory, long offset) {
        return memory.get(ValueLayout.JAVA_BYTE, offset + 1) & 0x7F;
    }

    public static int sequenceNumber(MemorySegment memory, long offset) {
        return memory.get(SHORT, offset + 2) & 0xFFFF;
    }

    /** Media clock; unsigned 32 bits in an int. */
    public static int timestamp(MemorySegment memory, long offset) {
        return memory.get(INT, offset + 4);
    }

    public static int ssrc(MemorySegment memory, long offset) {
        return memory.get(INT, offset + 8);
    }

    /** Writes a header without CSRC list and extension to the beginning of a packet. */
    public static void write(byte[] packet, int payloadType, boolean marker, int sequenceNumber, int timestamp, int ssrc) {
        packet[0] = (byte) (VERSION_2 << 6);
        packet[1] = (byte) (marker ? payloadType | 0x80 : payloadType);
        packet[2] = (byte) (sequenceNumber >> 8);
        packet[3] = (byte) sequenceNumber;
        putInt(packet, 4, timestamp);
        putInt(packet, 8, ssrc);
    }

    private static void putInt(byte[] packet, int at, int value) {
        packet[at] = (byte) (value >> 24);
        packet[at + 1] = (byte) (value >> 16);
        packet[at + 2] = (byte) (value >> 8);
        packet[at + 3] = (byte) value;
    }

    /** Where the payload begins behind CSRC list and extension; the packet's length if the extension reaches beyond it (§5.3.1).
     * @param length of the packet, which {@link #isPlausible} */
    public static int payloadOffset(MemorySegment memory, long offset, int length) {
        int header = MIN_LENGTH + 4 * csrcCount(memory, offset);
        if ((memory.get(ValueLayout.JAVA_BYTE, offset) & EXTENSION) == 0) return header;
        if (header + 4 > length) return length;
        return Math.min(length, header + 4 + 4 * (memory.get(SHORT, offset + header + 2) & 0xFFFF));
    }

    private static boolean isRtcpType(MemorySegment memory, long offset) {
        int type = memory.get(ValueLayout.JAVA_BYTE, offset + 1) & 0xFF;
        return type >= 192 && type <= 223;
    }
}
