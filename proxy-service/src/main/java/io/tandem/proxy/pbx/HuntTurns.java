package io.tandem.proxy.pbx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;

import io.tandem.data.pbx.HuntPolicy;

/** Whose turn it is in which group. Each proxy has turns of its own, which begin anew when it starts. Any thread. */
public final class HuntTurns {
    private final ConcurrentMap<Integer, Integer> turns = new ConcurrentHashMap<>();
    private final RandomGenerator random;

    public HuntTurns(RandomGenerator random) {
        this.random = random;
    }

    /** Members in the order in which this call tries them.
     * @param counts the next call of a circular group begins with the next member; false for a call that nobody makes */
    <T> List<T> order(int group, HuntPolicy policy, List<T> members, boolean counts) {
        List<T> order = new ArrayList<>(members);
        switch (policy) {
            case NONE, SERIAL, PARALLEL -> { }
            case RANDOM -> shuffle(order);
            case CIRCULAR -> {
                int turn = counts ? turns.merge(group, 1, Integer::sum) - 1 : turns.getOrDefault(group, 0);
                Collections.rotate(order, order.isEmpty() ? 0 : -Math.floorMod(turn, order.size()));
            }
        }
        return order;
    }

    private <T> void shuffle(List<T> order) {
        for (int i = order.size() - 1; i > 0; i--) {
            Collections.swap(order, i, random.nextInt(i + 1));
        }
    }
}
