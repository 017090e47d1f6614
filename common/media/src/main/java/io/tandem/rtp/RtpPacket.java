package io.tandem.rtp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** One RTP packet of an endpoint (RFC 3550 §5.1); a relay reads headers in place by {@link RtpHeader} instead.
 * @param timestamp media clock, unsigned 32 bits in an int
 * @param payload   without CSRC list, header extension and padding; not copied */
public record RtpPacket(int payloadType, boolean marker, int sequenceNumber, int timestamp, int ssrc, byte[] payload) {
    public RtpPacket {
        if (payloadType < 0 || payloadType > 127) throw new IllegalArgumentException("payload type " + payloadType + " outside 0..127");
        if (sequenceNumber < 0 || sequenceNumber > 0xFFFF) {
            throw new IllegalArgumentException("sequence number " + sequenceNumber + " outside 0..65535");
        }
    }

    /** Empty if these octets are no RTP: version, lengths, or an RTCP packet type. */
    public static Optional<RtpPacket> parse(byte[] data, int offset, int length) {
        if (length < RtpHeader.MIN_LENGTH || (data[offset] & 0xC0) != 0x80) return Optional.empty();
        int second = data[offset + 1] & 0xFF;
        if (second >= 192 && second <= 223) return Optional.empty();
        ByteBuffer header = ByteBuffer.wrap(data, offset, length).slice();
        int start = payloadStart(header, length);
        int padding = (data[offset] & 0x20) == 0 ? 0 : data[offset + length - 1] & 0xFF;
        if (start < 0 || start + padding > length) return Optional.empty();
        byte[] payload = Arrays.copyOfRange(data, offset + start, offset + length - padding);
        return Optional.of(new RtpPacket(second & 0x7F, second > 127, header.getShort(2) & 0xFFFF, header.getInt(4), header.getInt(8),
                payload));
    }

    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(RtpHeader.MIN_LENGTH + payload.length);
        out.put((byte) 0x80).put((byte) ((marker ? 0x80 : 0) | payloadType)).putShort((short) sequenceNumber);
        return out.putInt(timestamp).putInt(ssrc).put(payload).array();
    }

    /** Index of the first payload octet, or -1 if CSRC list or extension do not fit. */
    private static int payloadStart(ByteBuffer packet, int length) {
        int start = RtpHeader.MIN_LENGTH + 4 * (packet.get(0) & 0x0F);
        if ((packet.get(0) & 0x10) != 0) {
            if (start + 4 > length) return -1;
            start += 4 + 4 * (packet.getShort(start + 2) & 0xFFFF);
        }
        return start <= length ? start : -1;
    }
}
