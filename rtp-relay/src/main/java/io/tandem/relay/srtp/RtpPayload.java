package io.tandem.relay.srtp;

import io.tandem.relay.cipher.Octets;

/** Where an RTP packet's payload begins (RFC 3550 §5.1, §5.3.1). */
final class RtpPayload {
    private static final int FIXED = 12;

    private RtpPayload() {}

    /** @param end octets that the packet may use @return -1 if header, CSRC list and extension do not fit */
    static int offset(byte[] packet, int end) {
        if (end < FIXED) return -1;
        int offset = FIXED + 4 * (packet[0] & 0x0F);
        if ((packet[0] & 0x10) == 0) return offset <= end ? offset : -1;
        if (offset + 4 > end) return -1;
        int payload = offset + 4 + 4 * Octets.getUnsignedShort(packet, offset + 2);
        return payload <= end ? payload : -1;
    }
}
