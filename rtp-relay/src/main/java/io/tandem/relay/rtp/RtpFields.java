package io.tandem.relay.rtp;

/** The fields of the packet in hand (RFC 3550 §5.1), read into one object that is used again. */
public final class RtpFields {
    private static final int HEADER = 12;

    public int payloadType;
    public boolean marker;
    public int sequence;
    /** Unsigned 32 bits. */
    public int timestamp;
    public int ssrc;
    public int payloadOffset;
    public int payloadLength;

    /** @return false, with the fields in no order, if the octets are no RTP packet or its lengths contradict each other */
    public boolean read(byte[] data, int length) {
        if (length < HEADER || (data[0] & 0xC0) != 0x80) return false;
        marker = data[1] < 0;
        payloadType = data[1] & 0x7F;
        sequence = (data[2] & 0xFF) << 8 | data[3] & 0xFF;
        timestamp = intAt(data, 4);
        ssrc = intAt(data, 8);
        int start = HEADER + 4 * (data[0] & 0x0F);
        if ((data[0] & 0x10) != 0) {
            if (start + 4 > length) return false;
            start += 4 + 4 * ((data[start + 2] & 0xFF) << 8 | data[start + 3] & 0xFF);
        }
        int padding = (data[0] & 0x20) == 0 ? 0 : data[length - 1] & 0xFF;
        payloadOffset = start;
        payloadLength = length - start - padding;
        return payloadLength >= 0;
    }

    private static int intAt(byte[] data, int at) {
        return data[at] << 24 | (data[at + 1] & 0xFF) << 16 | (data[at + 2] & 0xFF) << 8 | data[at + 3] & 0xFF;
    }
}
