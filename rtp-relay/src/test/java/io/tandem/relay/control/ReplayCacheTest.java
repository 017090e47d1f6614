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
    void aLongPauseForgetsEverything() {
        cache.put("c", reply, 0);
        assertThat(cache.get("c", 600 * SECOND)).isEmpty();
        assertThat(cache.get("other", 600 * SECOND)).isEmpty();
    }
}
