package io.tandem.lb.screen;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateTableTest {

    private static final long WINDOW = 5_000_000_000L;

    @Test
    void anEstimateIsOffByLessThanWhatTheWindowBeforeHeld() {
        Random random = new Random(20_261_123);
        RateTable table = new RateTable(1024, WINDOW, 0, 3);
        Deque<Long> exact = new ArrayDeque<>();
        long now = 0;
        long sumOfErrors = 0;
        int samples = 200_000;
        for (int i = 0; i < samples; i++) {
            now += (long) (-Math.log(1 - random.nextDouble()) * 50_000_000); // Poisson, 100 in a window on average
            int slot = table.claim(1, 1, now);
            table.offer(slot, RateTable.REQUEST);
            exact.add(now);
            while (exact.getFirst() <= now - WINDOW) {
                exact.removeFirst();
            }
            long error = table.offered(slot) / RateTable.REQUEST - exact.size();
            assertThat(Math.abs(error)).isLessThanOrEqualTo(50);
            sumOfErrors += Math.abs(error);
        }
        assertThat(sumOfErrors / (double) samples).isLessThan(6);
    }

    @Test
    void whoSendsMostIsNeverForgottenWhateverOthersDo() {
        Random random = new Random(1);
        RateTable table = new RateTable(4096, WINDOW, 0, 99);
        int heavy = 100;
        long[] sent = new long[heavy];
        long now = 0;
        for (int i = 0; i < 2_000_000; i++) { // a fifth from 100 heavy sources, the rest from a million addresses, each once or twice a window
            now += 10_000;
            boolean isHeavy = random.nextInt(5) == 0;
            int source = isHeavy ? random.nextInt(heavy) : heavy + random.nextInt(1_000_000);
            int slot = table.claim(-1, source, now);
            table.offer(slot, RateTable.REQUEST);
            if (isHeavy) {
                sent[source]++;
            }
        }
        int found = 0;
        for (int source = 0; source < heavy; source++) {
            int slot = table.find(-1, source, now);
            double seen = slot < 0 ? 0 : table.offered(slot) / (double) RateTable.REQUEST;
            double expected = sent[source] / (now / (double) WINDOW);
            found += seen > 0.8 * expected ? 1 : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(99);
        assertThat(table.evictedCount()).isPositive();
    }

    @Test
    void nobodyInheritsTheCountsOfAnother() {
        RateTable table = new RateTable(4, WINDOW, 0, 5);
        for (int source = 1; source < 1000; source++) {
            int slot = table.claim(-1, source, source);
            assertThat(table.offered(slot)).isZero();
            assertThat(table.admittedAtMost(slot)).isZero();
            table.offer(slot, 800);
            table.admit(slot, 800);
        }
    }

    @Test
    void countsNeverOverflow() {
        RateTable table = new RateTable(4, WINDOW, 0, 5);
        int slot = table.claim(-1, 1, 0);
        for (int i = 0; i < 100; i++) {
            table.offer(slot, Integer.MAX_VALUE / 8);
        }
        assertThat(table.offered(slot)).isBetween(1L, (long) Integer.MAX_VALUE);
        table.claim(-1, 1, WINDOW);
        assertThat(table.offered(slot)).isBetween(1L, (long) Integer.MAX_VALUE);
        table.claim(-1, 1, 3 * WINDOW);
        assertThat(table.offered(slot)).isZero();
    }
}
