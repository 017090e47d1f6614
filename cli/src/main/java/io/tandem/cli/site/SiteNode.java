package io.tandem.cli.site;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A node of a site.
 *
 * @param peer  the other node of its pair
 * @param roles in the order of {@link Role}
 * @param index place in network.yml, from 0
 * @param online whether it is in service; an offline or inactive node is described but counts for nothing
 */
public record SiteNode(String name, Optional<String> peer, Set<Role> roles, List<Card> cards, int index, boolean online) {
    /** 0 for the first node of a pair and for a single one, 1 for the second. */
    public int number() {
        return peer.filter(other -> other.compareTo(name) < 0).isPresent() ? 1 : 0;
    }

    /** What the names of both nodes begin with: {@code lb01} of {@code lb01a} and {@code lb01b}; a single node's own name. */
    public String pair() {
        return peer.map(other -> {
            int same = 0;
            while (same < Math.min(name.length(), other.length()) && name.charAt(same) == other.charAt(same)) {
                same++;
            }
            return same == 0 ? "pair" : name.substring(0, same);
        }).orElse(name);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Where the pair answers on interfaces of a type, IPv4 first. */
    List<Card.Address> service(String type) {
        return cards.stream().filter(card -> card.is(type)).flatMap(card -> card.service().stream())
            .sorted(java.util.Comparator.comparing(Card.Address::isIpv6)).toList();
    }

    /** This node's own address on the first interface of a type. */
    public Optional<Card.Address> own(String type) {
        return cards.stream().filter(card -> card.is(type)).flatMap(card -> card.own().stream()).findFirst();
    }
}
