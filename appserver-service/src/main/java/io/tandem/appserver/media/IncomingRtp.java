package io.tandem.appserver.media;

import java.util.Arrays;

import io.tandem.rtp.RtpHeader;

/** The RTP packet that has just come in (RFC 3550 §5.1), read where it lies: valid until the next one is read. Allocates nothing. One thread. */
final class IncomingRtp {
    private byte[] data = new byte[0];
    private int header;
    private int payload;
    private int payloadLength;

    /** @return false if these octets are no RTP: version, lengths, or an RTCP packet type (RFC 5761 §4); the packet before them is gone then, too */
    boolean read(byte[] octets, int offset, int length) {
        if (length < RtpHeader.MIN_LENGTH || (octets[offset] & 0xC0) != 0x80) return false;
        int type = octets[offset + 1] & 0xFF;
        if (type >= 192 && type <= 223) return false;
        int start = RtpHeader.MIN_LENGTH + 4 * (octets[offset] & 0x0F);
        if ((octets[offset] & 0x10) != 0) {
            if (start + 4 > length) return false;
            start += 4 + 4 * ((octets[offset + start + 2] & 0xFF) << 8 | octets[offset + start + 3] & 0xFF);
        }
        int padding = (octets[offset] & 0x20) == 0 ? 0 : octets[offset + length - 1] & 0xFF;
        if (start + padding > length) return false;
        data = octets;
        header = offset;
        payload = offset + start;
        payloadLength = length - padding - start;
        return true;
    }

    int payloadType() {
        return data[header + 1] & 0x7F;
    }

    /** Media clock, unsigned 32 bits in an int. */
    int timestamp() {
        return word(header + 4);
    }

    int ssrc() {
        return word(header + 8);
    }

    int payloadLength() {
        return payloadLength;
    }

    byte payload(int index) {
        return data[payload + index];
    }

    /** A copy of the payload. */
    byte[] payload() {
        return Arrays.copyOfRange(data, payload, payload + payloadLength);
    }

    private int word(int at) {
        return (data[at] & 0xFF) << 24 | (data[at + 1] & 0xFF) << 16 | (data[at + 2] & 0xFF) << 8 | data[at + 3] & 0xFF;
    }
}
