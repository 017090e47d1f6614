package io.tandem.lb.affinity;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HashRingTest {

    private static final int CALLS = 40_000;

    private static HashRing ring(int... weights) {
        List<HashRing.Node> nodes = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            nodes.add(new HashRing.Node("10.0.0." + i + ":5062", weights[i]));
        }
        return new HashRing(nodes);
    }

    private static int pick(HashRing ring, int call, int down) {
        return ring.pick(CallIdHash.of("call-" + call + "@host"), node -> node != down);
    }

    @Test
    void everyNodeGetsAShareByItsWeight() {
        HashRing ring = ring(1, 1, 2);
        int[] shares = new int[3];
        for (int call = 0; call < CALLS; call++) {
            shares[pick(ring, call, -1)]++;
        }
        assertThat(shares[0]).isBetween(CALLS * 19 / 100, CALLS * 31 / 100);
        assertThat(shares[1]).isBetween(CALLS * 19 / 100, CALLS * 31 / 100);
        assertThat(shares[2]).isBetween(CALLS * 42 / 100, CALLS * 58 / 100);
    }

    @Test
    void onlyTheCallsOfANodeThatIsDownMove() {
        HashRing ring = ring(1, 1, 1, 1);
        for (int call = 0; call < CALLS; call++) {
            int before = pick(ring, call, -1);
            int after = pick(ring, call, 2);
            assertThat(after).isNotEqualTo(2);
            assertThat(after == before).isEqualTo(before != 2);
        }
    }

    @Test
    void nobodyIsPickedWhenAllAreDown() {
        assertThat(ring(1, 1).pick(new Random(1).nextLong(), node -> false)).isEqualTo(-1);
        assertThat(ring(1).pick(1, node -> false)).isEqualTo(-1);
    }

    @Test
    void aWeightMustBePositive() {
        assertThatThrownBy(() -> new HashRing.Node("x", 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("weight 0 of x");
    }

    @Test
    void bothLegsOfACallHaveTheSameHash() {
        long leg = CallIdHash.of("a/b%c///1@x");
        assertThat(CallIdHash.of("a/b%c///1@x_pbx-1")).isEqualTo(leg);
        assertThat(CallIdHash.of("a/b%c///1@x_pbx-1_xfer-1")).isEqualTo(leg);
        assertThat(CallIdHash.of("a/b%c///1@x_b2b-1_pbx-1")).isEqualTo(leg);
        byte[] message = "Call-ID: a/b%c///1@x_xfer-1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(CallIdHash.of(message, 9, message.length - 2)).isEqualTo(leg);
        assertThat(CallIdHash.of("a/b%c///1@x_pbx-2")).isNotEqualTo(leg);
        assertThat(CallIdHash.of("_pbx-1")).isEqualTo(CallIdHash.of(""));
    }
}
