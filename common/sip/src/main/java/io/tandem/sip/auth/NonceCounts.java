package io.tandem.sip.auth;

import java.util.LinkedHashMap;
import java.util.Map;

/** The highest nonce count seen with each nonce, so that none is used twice (RFC 7616 §3.4.5). One node, one thread; the oldest are forgotten. */
public final class NonceCounts {
    private final Map<String, Long> highest;

    /** @param capacity nonces remembered */
    public NonceCounts(int capacity) {
        if (capacity < 1) throw new IllegalArgumentException("nonce count capacity must be positive, got " + capacity);
        this.highest = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > capacity;
            }
        };
    }

    /** @return false if this count, or a higher one, was used with the nonce, or it is no hexadecimal number */
    boolean advances(String nonce, String cnonce, String count) {
        long value;
        try {
            value = Long.parseLong(count, 16);
        } catch (NumberFormatException e) {
            return false;
        }
        String key = nonce + ' ' + cnonce;
        if (value <= highest.getOrDefault(key, 0L)) return false;
        highest.put(key, value);
        return true;
    }
}
