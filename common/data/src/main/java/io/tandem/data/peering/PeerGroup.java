package io.tandem.data.peering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.tandem.data.timeset.Schedule;

/**
 * Peers that are tried together. Immutable.
 *
 * @param priority lower ones first
 * @param hosts    enabled ones
 * @param rules    enabled ones
 * @param inbound  enabled ones, in the order in which they are asked; without any every call from one of its addresses is its own
 * @param contract of the partner, whose billing profile says what it charges
 * @param leastCost among groups of its priority the one that charges least for a call comes first
 * @param times    when calls may leave to it; empty for always
 */
public record PeerGroup(int id, String name, int priority, List<PeerHost> hosts, List<PeerRule> rules, List<InboundRule> inbound, int contract,
                        boolean leastCost, Optional<Schedule> times) {
    /** A group that may be called always, whatever it charges. */
    public PeerGroup(int id, String name, int priority, List<PeerHost> hosts, List<PeerRule> rules, List<InboundRule> inbound) {
        this(id, name, priority, hosts, rules, inbound, 0, false, Optional.empty());
    }

    public PeerGroup {
        hosts = List.copyOf(hosts);
        rules = List.copyOf(rules);
        inbound = List.copyOf(inbound);
    }

    boolean isOpen(Instant moment) { return times.map(set -> set.contains(moment)).orElse(true); }

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
