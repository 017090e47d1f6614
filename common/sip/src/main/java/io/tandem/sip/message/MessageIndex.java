package io.tandem.sip.message;

import java.util.Arrays;

/** Where the parts of a received message are. Written by one {@link MessageScanner}, then never changed. */
final class MessageIndex {
    private static final int HASH = 0;
    private static final int NAME_START = 1;
    private static final int NAME_END = 2;
    private static final int VALUE_START = 3;
    private static final int VALUE_END = 4;
    private static final int FOLDED = 5;
    private static final int STRIDE = 6;

    private final byte[] bytes;
    private int[] positions = new int[20 * STRIDE];
    private int size;
    private int headersEnd;

    MessageIndex(byte[] bytes) {
        this.bytes = bytes;
    }

    void add(int nameStart, int nameEnd, int valueStart, int valueEnd, boolean folded) {
        int at = size * STRIDE;
        if (at == positions.length) {
            positions = Arrays.copyOf(positions, positions.length * 2);
        }
        positions[at + HASH] = HeaderNames.hash(bytes, nameStart, nameEnd);
        positions[at + NAME_START] = nameStart;
        positions[at + NAME_END] = nameEnd;
        positions[at + VALUE_START] = valueStart;
        positions[at + VALUE_END] = valueEnd;
        positions[at + FOLDED] = folded ? 1 : 0;
        size++;
    }

    /** @param at position behind the last header line, where the empty line starts */
    void headersEndAt(int at) {
        headersEnd = at;
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    int hash(int i) {
        return positions[i * STRIDE + HASH];
    }

    boolean is(int i, String longName) {
        return HeaderNames.same(bytes, positions[i * STRIDE + NAME_START], positions[i * STRIDE + NAME_END], longName);
    }

    HeaderField field(int i) {
        int at = i * STRIDE;
        return new HeaderField(bytes, positions[at + HASH], positions[at + NAME_START], positions[at + NAME_END],
                positions[at + VALUE_START], positions[at + VALUE_END], positions[at + FOLDED] == 1);
    }

    /** First byte of the line; header lines lie one behind the other. */
    int lineStart(int i) {
        return positions[i * STRIDE + NAME_START];
    }

    /** Behind the line's CRLF, folded lines included. */
    int lineEnd(int i) {
        return i + 1 < size ? lineStart(i + 1) : headersEnd;
    }
}
