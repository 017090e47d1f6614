package io.tandem.cli.site;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.platform.settings.NearestName;

/** Reads {@code network.yml} (provisioning.md §7.2) and finds what is wrong with it. One thread. */
public final class NetworkReader {
    /** What interfaces may be for. */
    static final List<String> TYPES = List.of("sip_ext", "sip_ext_incoming", "sip_int", "rtp_ext", "rtp_int", "web_ext", "web_int", "api_int", "ha_int",
        "db_int", "boot_int", "ssh_ext", "mon_ext", "li_int", "aux_ext", "stor_int");
    private static final List<String> HOST_KEYS = List.of("role", "status", "peer", "interfaces");
    private static final List<String> CARD_KEYS = List.of("ip", "netmask", "v6ip", "v6netmask", "gateway", "v6gateway", "shared_ip", "shared_v6ip",
        "type", "hwaddr", "dns_nameservers");
    private static final List<String> STATUS = List.of("online", "offline", "inactive");

    private final YamlDocument document;
    private final List<Finding> findings;

    private NetworkReader(YamlDocument document, List<Finding> findings) {
        this.document = document;
        this.findings = findings;
    }

    public static Network read(YamlDocument document, List<Finding> findings) {
        return new NetworkReader(document, findings).network();
    }

    private Network network() {
        known("", document.content(), List.of("hosts"));
        Map<String, Object> hosts = map("hosts", document.content().getOrDefault("hosts", Map.of()));
        if (hosts.isEmpty()) {
            findings.add(new Finding(document.file(), 0, "names no node under 'hosts'"));
        }
        List<SiteNode> nodes = new ArrayList<>();
        hosts.forEach((name, value) -> nodes.add(node(name, map("hosts." + name, value), nodes.size())));
        Network network = new Network(nodes);
        nodes.forEach(node -> checkPeer(network, node));
        checkAddresses(nodes);
        return network;
    }

    private SiteNode node(String name, Map<String, Object> host, int index) {
        String path = "hosts." + name;
        List<String> names = texts(path + ".interfaces", host.getOrDefault("interfaces", List.of()));
        List<String> allowed = new ArrayList<>(HOST_KEYS);
        allowed.addAll(names);
        known(path, host, allowed);
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String text : texts(path + ".role", host.getOrDefault("role", List.of()))) {
            Role.of(text).ifPresentOrElse(roles::add, () -> found(path + ".role", "there is no role '" + text + "'" + NearestName.hint(text, Role.names())));
        }
        String status = String.valueOf(host.getOrDefault("status", "online"));
        if (!STATUS.contains(status)) {
            found(path + ".status", "status '" + status + "' is none of " + String.join(", ", STATUS));
        }
        List<Card> cards = new ArrayList<>();
        for (String card : names) {
            if (!host.containsKey(card)) {
                found(path + ".interfaces", "interface " + card + " of " + name + " is named but not described");
            }
            cards.add(card(card, path + "." + card, map(path + "." + card, host.getOrDefault(card, Map.of()))));
        }
        return new SiteNode(name, Optional.ofNullable(host.get("peer")).map(String::valueOf), roles, cards, index, status.equals("online"));
    }

    private Card card(String name, String path, Map<String, Object> card) {
        known(path, card, CARD_KEYS);
        List<String> types = texts(path + ".type", card.getOrDefault("type", List.of()));
        types.stream().filter(type -> !TYPES.contains(type))
            .forEach(type -> found(path + ".type", "there is no interface type '" + type + "'" + NearestName.hint(type, TYPES)));
        List<Card.Address> own = new ArrayList<>(addresses(path, card, "ip", "netmask", 32));
        own.addAll(addresses(path, card, "v6ip", "v6netmask", 128));
        List<Card.Address> shared = new ArrayList<>(addresses(path, card, "shared_ip", "netmask", 32));
        shared.addAll(addresses(path, card, "shared_v6ip", "v6netmask", 128));
        String gateway = String.valueOf(card.getOrDefault("gateway", ""));
        if (!gateway.isEmpty()) {
            host(path + ".gateway", gateway, 32);
        }
        return new Card(name, own, shared, types, gateway);
    }

    private List<Card.Address> addresses(String path, Map<String, Object> card, String key, String netmask, int bits) {
        if (!card.containsKey(key)) {
            return List.of();
        }
        int prefix = card.containsKey(netmask) ? prefix(path + "." + netmask, String.valueOf(card.get(netmask)), bits) : bits;
        return texts(path + "." + key, card.getOrDefault(key, List.of())).stream()
            .map(text -> new Card.Address(host(path + "." + key, text, bits), prefix)).toList();
    }

    private String host(String path, String text, int bits) {
        try {
            if (InetAddress.ofLiteral(text).getAddress().length * 8 == bits) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        found(path, "'" + text + "' is no IPv" + (bits == 32 ? "4" : "6") + " address");
        return text;
    }

    /** {@code 24}, or {@code 255.255.255.0}. */
    private int prefix(String path, String text, int bits) {
        try {
            if (text.contains(".")) {
                int mask = java.nio.ByteBuffer.wrap(InetAddress.ofLiteral(text).getAddress()).getInt();
                int ones = Integer.bitCount(mask);
                if (ones == 0 || mask == -1 << 32 - ones) {
                    return ones;
                }
            } else if (Integer.parseInt(text) >= 0 && Integer.parseInt(text) <= bits) {
                return Integer.parseInt(text);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        found(path, "'" + text + "' is no netmask; write 255.255.255.0 or 24");
        return bits;
    }

    private void checkPeer(Network network, SiteNode node) {
        node.peer().ifPresent(name -> network.node(name).ifPresentOrElse(peer -> {
            String path = "hosts." + node.name() + ".peer";
            if (!peer.peer().equals(Optional.of(node.name()))) {
                found(path, "%s has %s as its peer, but %s has %s".formatted(node.name(), name, name, peer.peer().orElse("none")));
            }
            if (!peer.roles().equals(node.roles())) {
                found(path, "the nodes of a pair have the same roles, but %s has %s and %s has %s".formatted(node.name(), node.roles(), name, peer.roles()));
            }
            if (!shared(node).equals(shared(peer))) {
                found(path, "the nodes of a pair have the same shared addresses, but %s has %s and %s has %s"
                    .formatted(node.name(), shared(node), name, shared(peer)));
            }
        }, () -> found("hosts." + node.name() + ".peer", "there is no node '" + name + "'"
            + NearestName.hint(name, network.nodes().stream().map(SiteNode::name).toList()))));
    }

    private static List<String> shared(SiteNode node) {
        return node.cards().stream().flatMap(card -> card.shared().stream()).map(Card.Address::withBits).sorted().toList();
    }

    /** An address belongs to one node, or to one pair. */
    private void checkAddresses(List<SiteNode> nodes) {
        Map<String, String> holders = new HashMap<>();
        for (SiteNode node : nodes) {
            for (Card card : node.cards()) {
                card.own().forEach(address -> hold(holders, address, node.name(), node));
                card.shared().forEach(address -> hold(holders, address, "the pair " + node.pair(), node));
            }
        }
    }

    private void hold(Map<String, String> holders, Card.Address address, String holder, SiteNode node) {
        if (address.host().startsWith("127.") || address.host().equals("::1")) {
            return;
        }
        String other = holders.putIfAbsent(address.host(), holder);
        if (other != null && !other.equals(holder)) {
            found("hosts." + node.name(), address.host() + " of " + holder + " is an address of " + other + " already");
        }
    }

    private void known(String path, Map<String, Object> map, Collection<String> keys) {
        map.keySet().stream().filter(key -> !keys.contains(key)).forEach(key ->
            found(path.isEmpty() ? key : path + "." + key, "unknown key '" + key + "'" + NearestName.hint(key, keys)));
    }

    private Map<String, Object> map(String path, Object value) {
        if (value instanceof Map<?, ?> map) {
            return Tree.withTextKeys(map);
        }
        found(path, "'" + value + "' stands where keys should be");
        return Map.of();
    }

    private List<String> texts(String path, Object value) {
        return switch (value) {
            case List<?> items -> items.stream().map(String::valueOf).toList();
            case Map<?, ?> _ -> {
                found(path, "keys stand where a list should be");
                yield List.of();
            }
            default -> List.of(value.toString());
        };
    }

    private void found(String path, String text) {
        findings.add(document.finding(path, text));
    }
}
