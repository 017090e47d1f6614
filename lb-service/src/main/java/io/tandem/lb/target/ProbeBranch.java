package io.tandem.lb.target;

import io.tandem.sip.bytes.Bytes;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Branches that carry two numbers, so that the answer to a message of the load balancer's own is known without a transaction: {@code
 * z9hG4bK<name>-<index>-<number>}. Immutable. */
public final class ProbeBranch {

    private static final int MAX_DIGITS = 9;

    private final byte[] prefix;

    /** @param name short, unlike that of any other, without digits at its end */
    public ProbeBranch(String name) {
        prefix = ("z9hG4bK" + name + "-").getBytes(US_ASCII);
    }

    public String of(int index, int number) {
        return new String(prefix, US_ASCII) + index + '-' + number;
    }

    /** Does a branch at this place begin as ours do? No allocation. */
    public boolean isOurs(byte[] data, int from, int to) {
        if (to - from <= prefix.length) {
            return false;
        }
        for (int i = prefix.length - 1; i >= 0; i--) { // the cookie at the beginning is everybody's
            if (data[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Index of a branch of ours in the upper half and number in the lower; -1 if it is none of ours after all. */
    public long read(byte[] data, int from, int to) {
        int dash = Bytes.indexOf(data, '-', from + prefix.length, to);
        long index = dash < 0 ? -1 : number(data, from + prefix.length, dash);
        long number = dash < 0 ? -1 : number(data, dash + 1, to);
        return index < 0 || number < 0 ? -1 : index << 32 | number;
    }

    private static long number(byte[] data, int from, int to) {
        return to - from > MAX_DIGITS ? -1 : Bytes.number(data, from, to);
    }
}
