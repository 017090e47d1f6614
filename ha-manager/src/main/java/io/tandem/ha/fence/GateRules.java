package io.tandem.ha.fence;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.ha.address.SharedAddress;

/** The gate in nftables' language. Pure. */
final class GateRules {
    static final String TABLE = "tandem_ha";
    /** Before the media relay's chains, which are at 0: what they forward is seen by nobody after them. */
    private static final int PRIORITY = -10;

    private GateRules() {}

    /** Replaces whatever gate there was by a closed one. */
    static String closed(List<SharedAddress> shared, long openMillis, int port, byte[] cookie) {
        StringBuilder text = new StringBuilder(removed());
        text.append("table netdev ").append(TABLE).append(" {\n");
        for (String version : new String[] {"4", "6"}) {
            text.append(" set lease%s { type ipv%s_addr; flags dynamic,timeout; timeout %dms; size 64; }\n".formatted(version, version, openMillis));
        }
        text.append(" chain renew { type filter hook ingress device \"lo\" priority %d;\n".formatted(PRIORITY));
        for (SharedAddress address : shared) text.append(renewal(address, openMillis, port, cookie));
        text.append(" }\n");
        cards(shared).forEach((card, addresses) -> text.append(chains(card, addresses)));
        return text.append("}\n").toString();
    }

    static String removed() { return "table netdev %s\ndelete table netdev %s\n".formatted(TABLE, TABLE); }

    private static Map<String, List<SharedAddress>> cards(List<SharedAddress> shared) {
        Map<String, List<SharedAddress>> cards = new LinkedHashMap<>();
        for (SharedAddress address : shared) cards.computeIfAbsent(address.card(), _ -> new ArrayList<>()).add(address);
        return cards;
    }

    /** The cookie keeps other programs of this host from renewing. */
    private static String renewal(SharedAddress address, long openMillis, int port, byte[] cookie) {
        String ip = ip(address);
        return "  %s daddr %s udp dport %d @th,64,128 0x%s update @lease%s { %s daddr timeout %dms } drop\n".formatted(ip, address.address().getHostAddress(),
                port, HexFormat.of().formatHex(cookie), version(address), ip, openMillis);
    }

    private static String chains(String card, List<SharedAddress> addresses) {
        StringBuilder in = new StringBuilder(" chain in_%d { type filter hook ingress device \"%s\" priority %d;\n".formatted(
                addresses.getFirst().interfaceIndex(), card, PRIORITY));
        StringBuilder out = new StringBuilder(" chain out_%d { type filter hook egress device \"%s\" priority %d;\n".formatted(
                addresses.getFirst().interfaceIndex(), card, PRIORITY));
        for (SharedAddress address : addresses) {
            String ip = ip(address);
            String literal = address.address().getHostAddress();
            String lease = "@lease" + version(address);
            in.append("  %s daddr %s %s daddr != %s counter drop\n".formatted(ip, literal, ip, lease));
            // The question to the ping nodes who they think has the address must pass: its answer renews the lease.
            out.append("  %s saddr %s %s type echo-request accept\n".formatted(ip, literal, address.isIpv4() ? "icmp" : "icmpv6"));
            out.append("  %s saddr %s %s saddr != %s counter drop\n".formatted(ip, literal, ip, lease));
            if (address.isIpv4()) out.append("  arp saddr ip %s arp saddr ip != %s counter drop\n".formatted(literal, lease));
        }
        return in.append(" }\n").append(out).append(" }\n").toString();
    }

    private static String ip(SharedAddress address) { return address.isIpv4() ? "ip" : "ip6"; }

    private static String version(SharedAddress address) { return address.isIpv4() ? "4" : "6"; }
}
