package io.tandem.data.peering;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Peers that are tried together. Immutable.
 *
 * @param priority lower ones first
 * @param hosts    enabled ones
 * @param rules    enabled ones
 * @param inbound  enabled ones, in the order in which they are asked; without any every call from one of its addresses is its own
 */
public record PeerGroup(int id, String name, int priority, List<PeerHost> hosts, List<PeerRule> rules, List<InboundRule> inbound) {
    public PeerGroup {
        hosts = List.copyOf(hosts);
        rules = List.copyOf(rules);
        inbound = List.copyOf(inbound);
    }

    /** All hosts, each at the next place with a probability in proportion to its weight. */
    List<PeerHost> drawn(RandomGenerator random) {
        List<PeerHost> left = new ArrayList<>(hosts);
        List<PeerHost> order = new ArrayList<>();
        while (!left.isEmpty()) {
            int total = left.stream().mapToInt(host -> Math.max(1, host.weight())).sum();
            int ticket = random.nextInt(total);
            int next = 0;
            while (ticket >= Math.max(1, left.get(next).weight())) {
                ticket -= Math.max(1, left.get(next).weight());
                next++;
            }
            order.add(left.remove(next));
        }
        return order;
    }
}
