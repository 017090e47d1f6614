package io.tandem.data.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes commands as Redis reads them (RESP): lists of strings with their lengths. One thread. */
final class CommandWriter {
    private static final int KEPT_OCTETS = 65_536;
    /** Up to this length a loop is quicker than an array of its own. */
    private static final int SHORT = 48;
    private byte[] octets = new byte[1024];
    private int length;

    /** Writes one command, in the place of the last. */
    void write(String... words) {
        if (octets.length > KEPT_OCTETS) octets = new byte[KEPT_OCTETS];
        length = 0;
        header('*', words.length);
        for (String word : words) {
            int latin = word.length();
            if (latin <= SHORT && isAscii(word)) {
                header('$', latin);
                room(latin + 2);
                copyAscii(word);
            } else {
                byte[] encoded = word.getBytes(StandardCharsets.UTF_8);
                header('$', encoded.length);
                room(encoded.length + 2);
                System.arraycopy(encoded, 0, octets, length, encoded.length);
                length += encoded.length;
            }
            octets[length++] = '\r';
            octets[length++] = '\n';
        }
    }

    byte[] octets() { return octets; }

    int length() { return length; }

    private static boolean isAscii(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) >= 0x80) return false;
        }
        return true;
    }

    private void copyAscii(String word) {
        for (int i = 0; i < word.length(); i++) {
            octets[length++] = (byte) word.charAt(i);
        }
    }

    private void header(char kind, int number) {
        room(16);
        octets[length++] = (byte) kind;
        int from = length;
        int rest = number;
        do {
            octets[length++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        for (int left = from, right = length - 1; left < right; left++, right--) {
            byte digit = octets[left];
            octets[left] = octets[right];
            octets[right] = digit;
        }
        octets[length++] = '\r';
        octets[length++] = '\n';
    }

    private void room(int more) {
        if (length + more > octets.length) octets = Arrays.copyOf(octets, Math.max(length + more, 2 * octets.length));
    }
}
