package io.tandem.proxy.trunk;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often each nonce was used: a peer that gives one to several requests wants them numbered (RFC 7616 §3.4). Event loop only. */
final class NonceUses {
    private static final int MOST = 1000;

    private final Map<String, Integer> counts = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST;
        }
    };

    /** @return from 1 */
    int next(String nonce) {
        return counts.merge(nonce, 1, Integer::sum);
    }
}
