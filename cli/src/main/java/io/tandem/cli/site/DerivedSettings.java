package io.tandem.cli.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.cli.suite.Service;

/**
 * What the services of a node must be told because of where the node is: its addresses, its neighbours, its peer. A further pair in
 * {@code network.yml} reaches every node so. The lowest layer: files of the operator go over it.
 */
final class DerivedSettings {
    private static final int SIP = 5060;
    private static final int PROXY = 5062;
    private static final int B2BUA = 5080;
    private static final int APP_SERVER = 5070;
    private static final int RELAY = 12222;
    /** Below T1, after which phones repeat their requests. */
    private static final String COMMIT = "200ms";

    private final Network network;
    private final SiteNode node;
    private final String redisUser;
    private final List<Finding> findings;
    private final Map<String, Object> settings = new LinkedHashMap<>();

    private DerivedSettings(Network network, SiteNode node, Optional<String> redisPassword, List<Finding> findings) {
        this.network = network;
        this.node = node;
        this.redisUser = redisPassword.map(password -> ":" + password + "@").orElse("");
        this.findings = findings;
    }

    /** @param redisPassword of all Redis of the site, if it has one */
    static Map<String, Object> of(Network network, SiteNode node, Optional<String> redisPassword, List<Finding> findings) {
        return new DerivedSettings(network, node, redisPassword, findings).settings();
    }

    private Map<String, Object> settings() {
        if (node.has(Role.LB)) {
            loadBalancer();
        }
        if (node.has(Role.PROXY)) {
            proxy();
        }
        if (network.services(node).contains("rtp-relay")) {
            relay();
        }
        if (node.has(Role.MGMT)) {
            settings.put("server", map("forward-headers-strategy", "native")); // nginx tells who asks; it alone reaches the loopback
        }
        network.pairs(Role.DB).stream().findFirst().ifPresent(this::database);
        node.peer().flatMap(network::node).ifPresent(this::pair);
        return settings;
    }

    private void loadBalancer() {
        List<Map<String, Object>> external = new ArrayList<>();
        for (Card.Address address : need(node, "sip_ext")) {
            for (String transport : List.of("udp", "tcp")) {
                external.add(map("name", transport + (external.size() < 2 ? "" : Integer.toString(external.size() / 2 + 1)), "transport", transport,
                    "address", address.isIpv6() ? "[" + address.host() + "]" : address.host(), "port", SIP));
            }
        }
        put("lb.listen.external", external);
        List<String> inside = new ArrayList<>();
        List<Map<String, Object>> proxies = new ArrayList<>();
        for (SiteNode pair : network.pairs(Role.PROXY)) {
            String proxy = inner(pair, PROXY);
            proxies.add(map("address", proxy));
            inside.addAll(List.of(proxy, inner(pair, B2BUA), inner(pair, APP_SERVER)));
        }
        put("lb.listen.internal", inner(node, SIP));
        put("lb.listen.inside", inside);
        put("lb.target.proxies", proxies);
        if (proxies.isEmpty()) {
            findings.add(new Finding("network.yml", 0, node.name() + " has the role lb, but no node in service has the role proxy"));
        }
    }

    private void proxy() {
        String host = innerAddress(node).host();
        put("proxy.sip.listen", inner(node, PROXY));
        if (network.nodes().size() > 1) {
            put("proxy.accounting.node", node.name()); // each has a journal
        }
        if (node.peer().isPresent()) {
            put("proxy.accounting.commit", COMMIT); // the peer has it then
        }
        put("proxy.sip.load-balancers", network.pairs(Role.LB).stream().map(pair -> inner(pair, SIP)).toList());
        put("proxy.sip.b2bua", inner(node, B2BUA));
        put("proxy.sip.app-server", inner(node, APP_SERVER));
        put("proxy.relay.addresses", network.services(node).contains("rtp-relay") ? List.of("127.0.0.1:" + RELAY)
            : network.relays().stream().map(pair -> inner(pair, RELAY)).toList());
        put("b2bua.listen.address", host);
        put("b2bua.third-party.proxy", inner(node, PROXY));
        put("appserver.session.address", host);
        put("appserver.media.address", host);
    }

    private void relay() {
        List<Map<String, Object>> interfaces = new ArrayList<>();
        for (Card.Address address : need(node, "rtp_ext")) {
            interfaces.add(map("name", interfaces.isEmpty() ? "default" : address.isIpv6() ? "v6" : "rtp" + interfaces.size(), "address", address.host()));
        }
        put("rtp-relay.media.interfaces", interfaces);
        if (node.peer().isPresent()) {
            put("rtp-relay.replica", map("enabled", true, "name", node.pair())); // all pairs share a Redis: each has a name
        }
        if (!node.has(Role.PROXY)) {
            String host = innerAddress(node).host();
            put("rtp-relay.control.address", host);
            put("rtp-relay.listen.tcp", inner(node, RELAY));
        }
    }

    private void database(SiteNode database) {
        String host = database.pair().equals(node.pair()) && database.peer().isEmpty() ? "127.0.0.1" : databaseAddress(database).host();
        String literal = host.contains(":") ? "[" + host + "]" : host;
        put("db.url", "jdbc:mysql://" + literal + ":3306/?useInformationSchema=false&rewriteBatchedStatements=true&cachePrepStmts=true"
            + "&prepStmtCacheSqlLimit=2048&connectionTimeZone=UTC&allowPublicKeyRetrieval=true&sslMode=PREFERRED");
        put("redis.uri", "redis://" + redisUser + literal + ":6379");
    }

    private void pair(SiteNode peer) {
        put("ha-manager.node", map("name", node.name(), "number", node.number()));
        List<Map<String, Object>> links = new ArrayList<>();
        List<Map<String, Object>> shared = new ArrayList<>();
        Set<String> pingNodes = new LinkedHashSet<>();
        for (Card card : node.cards()) {
            if (!card.gateway().isEmpty()) {
                pingNodes.add(card.gateway());
            }
            card.own().stream().findFirst().filter(own -> !own.host().startsWith("127.")).ifPresent(own -> peer.cards().stream()
                .filter(other -> other.name().equals(card.name())).flatMap(other -> other.own().stream()).findFirst().ifPresent(its ->
                    links.add(map("name", card.name(), "local", own.host(), "peer", its.host(), "reflected", !card.gateway().isEmpty()))));
        }
        // the first one's card must have a link for the node to be fit: that of the public network
        node.cards().stream().sorted(java.util.Comparator.comparing(card -> card.gateway().isEmpty()))
            .forEach(card -> card.shared().forEach(address -> shared.add(map("card", card.name(), "address", address.withBits()))));
        put("ha-manager.pair", map("name", node.pair(), "links", links, "shared", shared));
        if (!pingNodes.isEmpty()) {
            put("ha-manager.pair.ping-nodes", List.copyOf(pingNodes));
        }
        put("ha-manager.health.services", network.services(node).stream().filter(service -> !service.equals("ha-manager")).map(service ->
            map("name", service, "url", "http://127.0.0.1:" + Service.named(service).managementPort() + "/actuator/health")).toList());
        // redis.conf makes both replicas of each other: only the HA manager promotes one
        if (node.has(Role.DB)) {
            peer.own("ha_int").ifPresent(its -> put("ha-manager.stores.redis",
                map("uri", "redis://" + redisUser + "127.0.0.1:6379", "peer", its.socket(6379))));
        }
        if (links.size() < 2) {
            findings.add(new Finding("network.yml", 0, "%s and %s have %d network in common; a pair needs two or more that are independent"
                .formatted(node.name(), peer.name(), links.size())));
        }
    }

    /** Where the pair's elements talk to others of the site; one node alone has the loopback for it. */
    private Card.Address innerAddress(SiteNode of) {
        List<Card.Address> inner = of.service("sip_int");
        return inner.isEmpty() && network.nodes().size() == 1 ? new Card.Address("127.0.0.1", 8) : first(of, inner, "sip_int");
    }

    private Card.Address databaseAddress(SiteNode of) {
        List<Card.Address> own = of.service("db_int");
        return own.isEmpty() ? innerAddress(of) : own.getFirst();
    }

    private String inner(SiteNode of, int port) {
        return innerAddress(of).socket(port);
    }

    private List<Card.Address> need(SiteNode of, String type) {
        List<Card.Address> addresses = of.service(type);
        first(of, addresses, type);
        return addresses;
    }

    private Card.Address first(SiteNode of, List<Card.Address> addresses, String type) {
        if (!addresses.isEmpty()) {
            return addresses.getFirst();
        }
        Finding missing = new Finding("network.yml", 0, "%s has the role%s %s but no interface of type %s with an address".formatted(of.name(),
            of.roles().size() == 1 ? "" : "s", String.join(", ", of.roles().stream().map(Role::text).toList()), type));
        if (!findings.contains(missing)) {
            findings.add(missing);
        }
        return new Card.Address("127.0.0.1", 8);
    }

    private void put(String path, Object value) {
        Tree.put(settings, "tandem." + path, value);
    }

    private static Map<String, Object> map(Object... members) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            map.put(members[i].toString(), members[i + 1]);
        }
        return map;
    }
}
