package io.tandem.net.stream;

import java.util.Arrays;

/** Octets that wait to be written to a connection. One thread. */
final class SendBuffer {
    private static final int FIRST_BYTES = 4096;
    /** More is given back when all is written. */
    private static final int KEPT_BYTES = 65_536;

    private byte[] octets = new byte[FIRST_BYTES];
    private int start;
    private int end;

    void add(byte[] data, int offset, int length) {
        if (end + length > octets.length) {
            int held = length();
            byte[] target = held + length > octets.length ? new byte[Math.max(held + length, 2 * octets.length)] : octets;
            System.arraycopy(octets, start, target, 0, held);
            octets = target;
            start = 0;
            end = held;
        }
        System.arraycopy(data, offset, octets, end, length);
        end += length;
    }

    byte[] octets() { return octets; }

    int start() { return start; }

    int length() { return end - start; }

    void written(int count) {
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
            if (octets.length > KEPT_BYTES) {
                octets = Arrays.copyOf(octets, FIRST_BYTES);
            }
        }
    }
}
