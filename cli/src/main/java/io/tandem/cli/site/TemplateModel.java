package io.tandem.cli.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.tandem.cli.site.program.ClusterProperties;
import io.tandem.cli.site.program.FirewallProperties;
import io.tandem.cli.site.program.MonitoringProperties;
import io.tandem.cli.site.program.StoreProperties;
import io.tandem.cli.site.program.TimeProperties;
import io.tandem.cli.site.program.WebProperties;
import io.tandem.cli.site.program.XmppProperties;

/**
 * What templates see of a node and its site: {@code node}, {@code pairs}, {@code nodes}, {@code site}, {@code settings} (handbook, configuration).
 *
 * @param values by name
 */
public record TemplateModel(Map<String, Object> values) {
    public static TemplateModel of(Network network, SiteNode node, Map<String, Object> settings, ServiceSettings services) {
        Map<String, Object> pairs = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            pairs.put(role.text(), network.pairs(role).stream().map(first -> pair(network, first)).toList());
        }
        return new TemplateModel(Map.of("node", node(network, node), "pairs", pairs, "nodes", network.nodes().stream().map(one -> node(network, one)).toList(),
            "site", site(settings, services), "settings", settings));
    }

    private static Map<String, Object> site(Map<String, Object> settings, ServiceSettings services) {
        Function<Class<?>, Object> bound = type -> services.bound(ServiceSettings.THIRD_PARTIES, settings, type);
        return Map.of("time", bound.apply(TimeProperties.class), "xmpp", bound.apply(XmppProperties.class), "web", bound.apply(WebProperties.class),
            "firewall", bound.apply(FirewallProperties.class), "stores", bound.apply(StoreProperties.class), "cluster", bound.apply(ClusterProperties.class),
            "monitoring", bound.apply(MonitoringProperties.class));
    }

    private static Map<String, Object> pair(Network network, SiteNode first) {
        return Map.of("name", first.pair(), "shared", byType(type -> hosts(first.service(type))), "nodes",
            network.nodes().stream().filter(node -> node.online() && node.pair().equals(first.pair())).map(node -> node(network, node)).toList());
    }

    private static Map<String, Object> node(Network network, SiteNode node) {
        return Map.of("name", node.name(), "pair", node.pair(), "peer", node.peer().orElse(""), "number", node.number(), "index", node.index(),
            "roles", node.roles().stream().map(Role::text).toList(), "services", network.services(node),
            "shared", byType(type -> hosts(node.service(type))),
            "own", byType(type -> hosts(node.cards().stream().filter(card -> card.is(type)).flatMap(card -> card.own().stream()).toList())),
            "addresses", hosts(node.cards().stream().flatMap(card -> card.own().stream()).toList()));
    }

    /** Each type that there is; an empty list for one that the node has not. */
    private static Map<String, List<String>> byType(Function<String, List<String>> addresses) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        NetworkReader.TYPES.forEach(type -> all.put(type, addresses.apply(type)));
        return all;
    }

    private static List<String> hosts(List<Card.Address> addresses) {
        return addresses.stream().map(Card.Address::host).distinct().toList();
    }
}
