package io.tandem.data.peering;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** All peers. Immutable. */
public final class Peering {
    public static final Peering NONE = new Peering(List.of());
    /** Longest list of servers that are tried for one call. */
    public static final int MOST = 128;
    /** More than any price. */
    private static final BigDecimal UNKNOWN = BigDecimal.TEN.pow(30);

    private final List<PeerGroup> groups;
    private final Map<String, List<Member>> byAddress = new HashMap<>();
    private final Map<Integer, PeerHost> byId = new HashMap<>();

    /** A server and the group whose rules hold for it. */
    public record Member(PeerGroup group, PeerHost host) {}

    /**
     * A call that looks for a peer.
     *
     * @param number     who is called, after the rewrite rules
     * @param requestUri with that number
     * @param callerUri  {@code sip:user@domain}
     */
    public record Call(String number, String requestUri, String callerUri, Instant moment) {}

    private record Match(PeerGroup group, PeerRule rule) {}

    /** @param groups in the order in which their inbound rules are asked */
    public Peering(List<PeerGroup> groups) {
        this.groups = List.copyOf(groups);
        for (PeerGroup group : groups) {
            for (PeerHost host : group.hosts()) {
                byAddress.computeIfAbsent(PeerHost.canonical(host.ip()), _ -> new ArrayList<>()).add(new Member(group, host));
                byId.putIfAbsent(host.id(), host);
            }
        }
    }

    /** In the order in which their inbound rules are asked. */
    public List<PeerGroup> groups() { return groups; }

    /** Servers with this address, however IPv6 is written, in the order in which the inbound rules of their groups are asked. */
    public List<Member> at(String ip) { return Collections.unmodifiableList(byAddress.getOrDefault(PeerHost.canonical(ip), List.of())); }

    /**
     * Servers for a call in the order in which they are tried: the longest prefix first, then the group of the lower priority, within a group by
     * weight; no further than a rule that stops.
     *
     * @param call   groups whose time set does not hold then are left out
     * @param prices cents for this call, by the ids of groups; those that are not told come after the others of their priority
     */
    public List<PeerHost> select(Call call, Map<Integer, BigDecimal> prices, RandomGenerator random) {
        List<Match> matches = matches(call);
        matches.sort(Comparator.comparingInt((Match match) -> -match.rule().calleePrefix().length()).thenComparingInt(match -> match.group().priority())
                .thenComparing(match -> prices.getOrDefault(match.group().id(), UNKNOWN)).thenComparingInt(match -> match.group().id()));
        Set<PeerHost> order = new LinkedHashSet<>();
        Set<Integer> drawn = new LinkedHashSet<>();
        for (Match match : matches) {
            if (drawn.add(match.group().id())) order.addAll(match.group().drawn(random));
            if (match.rule().stopper()) break;
        }
        return order.stream().limit(MOST).toList();
    }

    /** Groups that would take a call and whose place depends on what they charge for it. */
    public List<PeerGroup> leastCost(Call call) {
        return matches(call).stream().map(Match::group).filter(PeerGroup::leastCost).distinct().toList();
    }

    private List<Match> matches(Call call) {
        List<Match> matches = new ArrayList<>();
        for (PeerGroup group : groups) {
            if (!group.isOpen(call.moment())) continue;
            group.rules().stream().filter(rule -> rule.matches(call.number(), call.requestUri(), call.callerUri()))
                    .forEach(rule -> matches.add(new Match(group, rule)));
        }
        return matches;
    }

    /** The server with this id. */
    public Optional<PeerHost> host(int id) {
        return Optional.ofNullable(byId.get(id));
    }
}
