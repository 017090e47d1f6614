package io.tandem.relay.control;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayCacheTest {
    private static final long SECOND = 1_000_000_000L;
    private final ReplayCache cache = new ReplayCache(0);
    private final byte[] reply = {1};

    @Test
    void aReplyIsKeptForThirtyToSixtySeconds() {
        cache.put("c", reply, 0);
        assertThat(cache.get("c", 29 * SECOND)).contains(reply);
        assertThat(cache.get("c", 31 * SECOND)).contains(reply);
        assertThat(cache.get("c", 62 * SECOND)).isEmpty();
    }

    @Test
    void manyRepliesAreForgottenSoonerTheOldestFirst() {
        byte[] large = new byte[ReplayCache.GENERATION_BYTES / 4];
        for (int i = 0; i < 8; i++) {
            cache.put("c" + i, large, 0);
        }
        assertThat(cache.get("c0", 0)).isEmpty();
        assertThat(cache.get("c3", 0)).isEmpty();
        assertThat(cache.get("c4", 0)).contains(large);
        assertThat(cache.get("c7", 0)).contains(large);
    }

    @Test
    void aLongPauseForgetsEverything() {
        cache.put("c", reply, 0);
        assertThat(cache.get("c", 600 * SECOND)).isEmpty();
        assertThat(cache.get("other", 600 * SECOND)).isEmpty();
    }
}
