package io.tandem.lb.stun;

import io.tandem.net.peer.PeerAddress;

import static io.tandem.lb.stun.StunMessage.int16;
import static io.tandem.lb.stun.StunMessage.int32;

/**
 * Answers STUN Binding requests on a SIP socket with the address they came from (RFC 5626 §8, RFC 8489). No state, no allocation, no
 * authentication: credentials in a request are passed over. Messages of RFC 3489, without the cookie, are not STUN here. One thread.
 */
public final class StunResponder {

    /** An answer is never longer. */
    public static final int MAX_ANSWER = 128;

    private static final int BINDING_REQUEST = 0x0001;
    private static final int BINDING_SUCCESS = 0x0101;
    private static final int BINDING_ERROR = 0x0111;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int ERROR_CODE = 0x0009;
    private static final int UNKNOWN_ATTRIBUTES = 0x000A;
    private static final int FIRST_OPTIONAL = 0x8000;
    private static final String UNKNOWN_ATTRIBUTE = "Unknown Attribute";
    /** More than so many unknown attributes are not listed. */
    private static final int MAX_UNKNOWN = 16;

    private final StunMessage answer = new StunMessage();
    private final int[] unknown = new int[MAX_UNKNOWN];
    private int unknownCount;
    private boolean fingerprint;

    /** STUN by its first two bits and its cookie; no SIP message begins so. */
    public static boolean isStun(byte[] in, int offset, int length) {
        return length >= StunMessage.HEADER && (in[offset] & 0xC0) == 0 && int32(in, offset + 4) == StunMessage.COOKIE;
    }

    /** Writes the answer to the beginning of {@code out}, {@link #MAX_ANSWER} bytes or more.
     * @return its length; 0 if the datagram is no Binding request that is to be answered */
    public int answer(byte[] in, int offset, int length, PeerAddress source, byte[] out) {
        if (!isStun(in, offset, length) || int16(in, offset) != BINDING_REQUEST || !read(in, offset, length)) {
            return 0;
        }
        return unknownCount > 0 ? refuse(in, offset, out) : tell(in, offset, source, out);
    }

    /** @return false if the attributes do not fill the message exactly, or the fingerprint is wrong */
    private boolean read(byte[] in, int offset, int length) {
        unknownCount = 0;
        fingerprint = false;
        int end = offset + length;
        if (int16(in, offset + 2) != length - StunMessage.HEADER || length % 4 != 0) {
            return false;
        }
        int at = offset + StunMessage.HEADER;
        while (at < end) {
            int type = int16(in, at);
            int next = at + 4 + (int16(in, at + 2) + 3 & ~3);
            if (next > end) {
                return false;
            }
            if (type == StunMessage.FINGERPRINT) { // the last one by definition (§14.7)
                fingerprint = next == end && next == at + StunMessage.FINGERPRINT_LENGTH;
                return fingerprint && int32(in, at + 4) == answer.fingerprint(in, offset, at - offset);
            }
            note(type);
            at = next;
        }
        return true;
    }

    private void note(int type) {
        if (type < FIRST_OPTIONAL && !isKnown(type) && unknownCount < MAX_UNKNOWN) {
            unknown[unknownCount++] = type;
        }
    }

    /** Attributes of RFC 8489 that a request may carry: those of its authentication. */
    private static boolean isKnown(int type) {
        return switch (type) {
            case 0x0006, 0x0008, 0x0014, 0x0015, 0x001C, 0x001D, 0x001E -> true;
            default -> false;
        };
    }

    private int tell(byte[] in, int offset, PeerAddress source, byte[] out) {
        answer.begin(out, BINDING_SUCCESS, in, offset);
        answer.put16(XOR_MAPPED_ADDRESS);
        answer.put16(source.isIpv4() ? 8 : 20);
        answer.put16(source.isIpv4() ? 1 : 2);
        answer.put16(source.getPort() ^ StunMessage.COOKIE >>> 16);
        if (source.isIpv4()) {
            answer.put32((int) source.low() ^ answer.mask(0));
        } else {
            answer.put32((int) (source.high() >>> 32) ^ answer.mask(0));
            answer.put32((int) source.high() ^ answer.mask(1));
            answer.put32((int) (source.low() >>> 32) ^ answer.mask(2));
            answer.put32((int) source.low() ^ answer.mask(3));
        }
        return answer.finish(fingerprint);
    }

    /** 420, with the attributes that were not understood (§6.3.1). */
    private int refuse(byte[] in, int offset, byte[] out) {
        answer.begin(out, BINDING_ERROR, in, offset);
        answer.put16(ERROR_CODE);
        answer.put16(4 + UNKNOWN_ATTRIBUTE.length());
        answer.put16(0);
        answer.put16(4 << 8 | 20);
        answer.text(UNKNOWN_ATTRIBUTE);
        answer.finish(false);
        answer.put16(UNKNOWN_ATTRIBUTES);
        answer.put16(2 * unknownCount);
        for (int i = 0; i < unknownCount; i++) {
            answer.put16(unknown[i]);
        }
        return answer.finish(fingerprint);
    }
}
