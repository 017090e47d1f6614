package io.tandem.cli.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes of a site, from {@code network.yml}. Immutable. */
public record Network(List<SiteNode> nodes) {
    public Optional<SiteNode> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** Nodes in service with a role, the first node of each pair or the single one: what is asked of a pair is asked of its shared addresses. */
    List<SiteNode> pairs(Role role) {
        Map<String, SiteNode> first = new LinkedHashMap<>();
        nodes.stream().filter(node -> node.online() && node.has(role)).forEach(node -> first.putIfAbsent(node.pair(), node));
        return List.copyOf(first.values());
    }

    /** Services of Tandem on a node, by name. */
    public List<String> services(SiteNode node) {
        List<String> services = new java.util.ArrayList<>();
        node.roles().forEach(role -> services.addAll(role.services()));
        if (node.has(Role.PROXY) && pairs(Role.RTP).isEmpty()) {
            services.addAll(Role.RTP.services());
        }
        if (node.peer().isPresent()) {
            services.add("ha-manager");
        }
        return services;
    }

    /** Pairs whose relays carry media: those of the role rtp, else the proxies. */
    List<SiteNode> relays() {
        List<SiteNode> own = pairs(Role.RTP);
        return own.isEmpty() ? pairs(Role.PROXY) : own;
    }
}
