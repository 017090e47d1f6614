package io.tandem.lb.stun;

/** Datagrams that only keep a NAT binding open and say nothing: to be ignored in silence. Pure. */
public final class KeepAlive {

    /** Shorter than any message; four zero bytes are usual. */
    private static final int SHORT = 4;
    /** Longest run of line ends that is looked at. */
    private static final int MAX_BLANK = 64;

    private KeepAlive() {}

    /** A few bytes of anything, or nothing but line ends, blanks and zeros. */
    public static boolean isNoise(byte[] data, int offset, int length) {
        if (length <= SHORT) {
            return true;
        }
        if (length > MAX_BLANK) {
            return false;
        }
        for (int i = offset; i < offset + length; i++) {
            if (data[i] != '\r' && data[i] != '\n' && data[i] != ' ' && data[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
