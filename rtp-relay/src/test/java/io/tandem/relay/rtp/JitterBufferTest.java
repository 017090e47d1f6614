package io.tandem.relay.rtp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JitterBufferTest {
    private final List<Object> out = new ArrayList<>();
    private final JitterBuffer.Outlet outlet = new JitterBuffer.Outlet() {
        @Override public void packet(byte[] packet, int length) {
            out.add((packet[0] & 0xFF) << 8 | packet[1] & 0xFF);
        }

        @Override public void lost(int packets) {
            out.add("lost " + packets);
        }
    };

    private void put(JitterBuffer buffer, int... sequences) {
        for (int sequence : sequences) {
            buffer.put(new byte[] {(byte) (sequence >> 8), (byte) sequence}, 2, sequence, outlet);
        }
    }

    @Test
    void aStreamInOrderGoesThroughAtOnce() {
        put(new JitterBuffer(3), 65_534, 65_535, 0, 1);
        assertThat(out).containsExactly(65_534, 65_535, 0, 1);
    }

    @Test
    void packetsOutOfOrderWaitForEachOther() {
        JitterBuffer buffer = new JitterBuffer(3);
        put(buffer, 10, 12, 13, 11, 14);
        assertThat(out).containsExactly(10, 11, 12, 13, 14);
        assertThat(buffer.lost()).isZero();
    }

    @Test
    void aGapIsGivenUpWhenTooManyWait() {
        JitterBuffer buffer = new JitterBuffer(2);
        put(buffer, 10, 13, 14);
        assertThat(out).containsExactly(10);
        put(buffer, 15, 11);
        assertThat(out).containsExactly(10, "lost 2", 13, 14, 15);
        assertThat(buffer.lost()).isEqualTo(2);
        assertThat(buffer.late()).isEqualTo(1);
    }

    @Test
    void withoutDepthAGapIsGivenUpAtOnce() {
        put(new JitterBuffer(0), 10, 12, 11, 13);
        assertThat(out).containsExactly(10, "lost 1", 12, 13);
    }

    @Test
    void twiceTheSameIsOnce() {
        put(new JitterBuffer(3), 1, 3, 3, 2, 2, 4);
        assertThat(out).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aSenderThatStartsAgainIsFollowed() {
        put(new JitterBuffer(3), 1000, 1002, 40_000, 40_001);
        assertThat(out).containsExactly(1000, "lost 1", 1002, 40_000, 40_001);
    }

    @Property
    void whateverComesGoesOutInOrderAndOnce(@ForAll @Size(max = 200) List<@IntRange(max = 65_535) Integer> sequences,
            @ForAll @IntRange(max = 15) int depth) {
        out.clear();
        JitterBuffer buffer = new JitterBuffer(depth);
        sequences.forEach(sequence -> put(buffer, sequence));
        buffer.flush(outlet);
        assertThat(out.stream().filter(Integer.class::isInstance).count() + buffer.late()).isLessThanOrEqualTo(sequences.size());
    }

    @Property
    void aShuffleWithinItsDepthLosesNothing(@ForAll @IntRange(max = 65_535) int first, @ForAll @Size(10) List<@IntRange(max = 7) Integer> turns) {
        out.clear();
        List<Integer> order = new ArrayList<>(List.of(0));
        for (int turn : turns) {
            List<Integer> block = new ArrayList<>(IntStream.range(order.size(), order.size() + 8).boxed().toList());
            Collections.rotate(block, turn);
            order.addAll(block);
        }
        JitterBuffer buffer = new JitterBuffer(8);
        order.forEach(i -> put(buffer, first + i & 0xFFFF));
        assertThat(out).isEqualTo(IntStream.range(0, order.size()).mapToObj(i -> first + i & 0xFFFF).toList());
    }
}
