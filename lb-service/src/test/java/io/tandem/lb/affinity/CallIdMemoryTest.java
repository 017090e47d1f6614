package io.tandem.lb.affinity;

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallIdMemoryTest {

    private final CallIdMemory memory = new CallIdMemory(1 << 14);

    @Test
    void whatIsRememberedIsKnownUntilItsTimeIsOver() {
        memory.remember(-7, 3, 100, 64);
        assertThat(memory.node(-7, 100)).isEqualTo(3);
        assertThat(memory.node(-7, 163)).isEqualTo(3);
        assertThat(memory.node(-7, 164)).isEqualTo(-1);
        assertThat(memory.node(7, 100)).isEqualTo(-1);
    }

    @Test
    void whatIsRememberedAgainReplacesWhatWasKnown() {
        memory.remember(42, 0, 100, 64);
        memory.remember(42, 254, 110, 300);
        assertThat(memory.node(42, 111)).isEqualTo(254);
        assertThat(memory.node(42, 409)).isEqualTo(254);
    }

    @Test
    void theClockMayBeNegativeAndPassItsSixteenBits() {
        memory.remember(9, 1, -30, 64);
        assertThat(memory.node(9, 33)).isEqualTo(1);
        memory.remember(9, 2, 65_530, 64);
        assertThat(memory.node(9, 65_560)).isEqualTo(2);
        assertThat(memory.node(9, 65_600)).isEqualTo(-1);
    }

    @Test
    void halfAsManyAsItHoldsAreAlmostAllKnownAndMoreDriveTheOldestOut() {
        Random random = new Random(1);
        long[] hashes = random.longs(1 << 13).toArray();
        for (long hash : hashes) {
            memory.remember(hash, 1, 0, 64);
        }
        long known = java.util.Arrays.stream(hashes).filter(hash -> memory.node(hash, 1) == 1).count();
        assertThat(known).isGreaterThan(hashes.length * 95 / 100);
        long[] later = random.longs(1 << 14).toArray();
        for (long hash : later) {
            memory.remember(hash, 2, 10, 64);
        }
        assertThat(java.util.Arrays.stream(later).filter(hash -> memory.node(hash, 11) == 2).count()).isGreaterThan(later.length * 80 / 100);
    }
}
