package io.tandem.lb.account;

import java.nio.charset.StandardCharsets;

import io.tandem.lb.affinity.Hash64;

/** A secret hash of {@code user@domain} in lower case, from bytes. No allocation. Immutable. */
final class AccountKey {

    private static final long MULTIPLIER = 0xff51afd7ed558ccdL;

    private final long seed;

    AccountKey(long seed) {
        this.seed = seed;
    }

    long of(String account) {
        byte[] bytes = account.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    /** {@code user@domain}. */
    long of(byte[] data, int from, int to) {
        return end(add(seed, data, from, to));
    }

    /** Of the parts; a user that some phones write with their domain counts without it. */
    long of(byte[] data, int userFrom, int userTo, int domainFrom, int domainTo) {
        int end = userTo - (domainTo - domainFrom) - 1;
        boolean whole = end > userFrom && data[end] == '@' && equalsIgnoreCase(data, end + 1, userTo, domainFrom);
        return whole ? of(data, userFrom, userTo) : end(add(add('@', add(seed, data, userFrom, userTo)), data, domainFrom, domainTo));
    }

    private static boolean equalsIgnoreCase(byte[] data, int from, int to, int other) {
        for (int i = from; i < to; i++) {
            if (lower(data[i]) != lower(data[other + i - from])) {
                return false;
            }
        }
        return true;
    }

    private static long add(long hash, byte[] data, int from, int to) {
        long sum = hash;
        for (int i = from; i < to; i++) {
            sum = add(lower(data[i]), sum);
        }
        return sum;
    }

    private static long add(int octet, long hash) {
        long sum = (hash ^ octet & 0xFF) * MULTIPLIER;
        return sum ^ sum >>> 32;
    }

    /** Never 0, which marks free slots. */
    private static long end(long hash) {
        long key = Hash64.mix(hash);
        return key == 0 ? 1 : key;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
    }
}
