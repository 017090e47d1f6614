package io.tandem.b2bua.message;

import java.util.random.RandomGenerator;

/** Tags, first RSeq numbers and waiting times; a tag has 64 random bits, twice what RFC 3261 §19.3 asks for. Loop thread only. */
public final class Tokens {
    private final RandomGenerator random;

    /** @param random cryptographically strong in the product: a tag that can be guessed lets strangers end calls */
    public Tokens(RandomGenerator random) {
        this.random = random;
    }

    public String tag() {
        return "%016x".formatted(random.nextLong());
    }

    /** First RSeq of a dialog, 1 to 2^31-1 (RFC 3262 §3); from the lower half, so that counting up stays in range. */
    public long rSeq() {
        return 1 + random.nextInt(1 << 30);
    }

    /** 0 to {@code bound} - 1, for waiting times. */
    public int below(int bound) {
        return random.nextInt(bound);
    }
}
