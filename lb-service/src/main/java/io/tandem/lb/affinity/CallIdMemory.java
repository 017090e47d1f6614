package io.tandem.lb.affinity;

/**
 * Which node a Call-ID was given to lately, so that what follows it meets the same one although the ring has changed meanwhile. Constant
 * memory, no allocation: eight places a hash, in one cache line; when all are taken, the one that would be forgotten first goes. One thread.
 *
 * <p>An entry is a long: 40 bits of the hash, the node's number plus one (8 bits), the second it ends (16 bits, so a place that nobody has
 * used for eighteen hours may speak once more; then a call goes to a node it would not have gone to, which does no harm).
 */
public final class CallIdMemory {

    /** A quarter of a million Call-IDs in 2 MiB: 64 s of 4,000 new ones a second. */
    public static final int DEFAULT_SIZE = 1 << 18;
    /** Node numbers are below this. */
    public static final int MAX_NODES = 255;
    /** Longest that can be remembered. */
    public static final int MAX_SECONDS = 3600;

    private static final int WAYS = 8;
    private static final int TAG_SHIFT = 24;
    private static final int NODE_SHIFT = 16;

    private final long[] places;
    private final int mask;

    /** @param size a power of two, at least 8 */
    public CallIdMemory(int size) {
        if (size < WAYS || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("size %d is no power of two of at least %d".formatted(size, WAYS));
        }
        places = new long[size];
        mask = size - 1 & -WAYS;
    }

    /** The node this Call-ID was given to; -1 if that is not known any more. */
    public int node(long hash, long nowSeconds) {
        int set = set(hash);
        long tag = hash >>> TAG_SHIFT;
        for (int i = set; i < set + WAYS; i++) {
            long place = places[i];
            if (place >>> TAG_SHIFT == tag && left(place, nowSeconds) > 0) {
                return (int) (place >>> NODE_SHIFT & 0xFF) - 1;
            }
        }
        return -1;
    }

    /** Remembers the node for so many seconds, 1 to {@link #MAX_SECONDS}. */
    public void remember(long hash, int node, long nowSeconds, int seconds) {
        long tag = hash >>> TAG_SHIFT;
        places[place(set(hash), tag, nowSeconds)] = tag << TAG_SHIFT | (long) (node + 1) << NODE_SHIFT | nowSeconds + seconds & 0xFFFF;
    }

    /** Its own place if it has one, else the one that ends first. */
    private int place(int set, long tag, long nowSeconds) {
        int best = set;
        int least = Integer.MAX_VALUE;
        for (int i = set; i < set + WAYS; i++) {
            if (places[i] >>> TAG_SHIFT == tag) {
                return i;
            }
            int left = left(places[i], nowSeconds);
            if (left < least) {
                least = left;
                best = i;
            }
        }
        return best;
    }

    /** Seconds that a place still has to live; 0 for one that is empty or over. */
    private static int left(long place, long nowSeconds) {
        int left = (short) (place - nowSeconds);
        return (place >>> NODE_SHIFT & 0xFF) == 0 || left < 0 || left > MAX_SECONDS ? 0 : left;
    }

    private int set(long hash) {
        return (int) hash * WAYS & mask;
    }
}
