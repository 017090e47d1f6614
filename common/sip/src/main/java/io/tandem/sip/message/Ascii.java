package io.tandem.sip.message;

import io.tandem.sip.bytes.Bytes;

/** Tokens, comparisons and numbers of RFC 3261 §25.1 where one side is text. */
final class Ascii {

    private Ascii() {}

    /** True for a non-empty token (RFC 3261 §25.1). */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127 || !Bytes.isToken((byte) text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean equals(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] != text.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (Bytes.lower(bytes[i]) != Bytes.lower((byte) text.charAt(i - from))) {
                return false;
            }
        }
        return true;
    }

    /** Digits as a number, -1 for anything else or more than {@code Long.MAX_VALUE / 10}. */
    static long number(CharSequence digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > Long.MAX_VALUE / 10 - 1) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return digits.isEmpty() ? -1 : value;
    }
}
