package io.tandem.relay.kernel.nft;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.os.Endpoint;

/** What the relay says to nftables and reads from it. Names end in the number of the local address. Pure. */
final class Rules {
    static final String NAME = "tandem_relay";
    static final String TABLE = "netdev " + NAME;

    /** port . source address . source port counter packets P bytes B */
    private static final Pattern ELEMENT = Pattern.compile("(\\d+) \\. ([0-9a-fA-F.:]+) \\. (\\d+) counter packets (\\d+) bytes (\\d+)");
    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    /** @param bytes of UDP payload */
    record Counted(long packets, long bytes) {
        /** @param ipBytes as the kernel counts them, with the headers of IP and UDP */
        static Counted of(long packets, long ipBytes, boolean ipv6) {
            return new Counted(packets, ipBytes - packets * (UDP_HEADER + (ipv6 ? IPV6_HEADER : IPV4_HEADER)));
        }
    }

    private Rules() {}

    /** An empty table, whatever a former run has left. */
    static String table() {
        return none() + "add table " + TABLE + "\n" + ways("4", "ipv4_addr") + ways("6", "ipv6_addr");
    }

    private static String ways(String version, String type) {
        return "add map " + TABLE + " via" + version + " { type " + type + " . " + type + " : " + type + "; }\n"
                + "add map " + TABLE + " dev" + version + " { type " + type + " . " + type + " : iface_index; }\n";
    }

    /** No table, whether there is one or not. */
    static String none() {
        return "add table " + TABLE + "\ndelete table " + TABLE + "\n";
    }

    /** The rule of a local address. Ports are looked up first and changed last, so that each look-up still sees the old one.
     * @param number       of the address
     * @param trafficClass TOS octet of what is sent */
    static String address(int number, InetAddress address, String device, int trafficClass) {
        boolean ipv6 = address instanceof Inet6Address;
        String ip = ipv6 ? "ip6" : "ip";
        String type = ipv6 ? "ipv6_addr" : "ipv4_addr";
        String way = ip + " saddr . " + ip + " daddr map @";
        String version = ipv6 ? "6" : "4";
        String own = ipv6 ? "ip6 nexthdr 17" : "ip hdrlength 5 ip frag-off & 0x3fff == 0 ip protocol 17";
        return "add set " + TABLE + " src" + number + " { type inet_service . " + type + " . inet_service; counter; }\n"
                + "add map " + TABLE + " from" + number + " { type inet_service : " + type + "; }\n"
                + "add map " + TABLE + " to" + number + " { type inet_service : " + type + "; }\n"
                + "add map " + TABLE + " sport" + number + " { type inet_service : inet_service; }\n"
                + "add map " + TABLE + " dport" + number + " { type inet_service : inet_service; }\n"
                + "add chain " + TABLE + " in" + number + " { type filter hook ingress device \"" + device + "\" priority 0; }\n"
                + "add rule " + TABLE + " in" + number + " meta pkttype host " + own + " " + ip + " daddr " + address.getHostAddress()
                + " @th,64,2 2 @th,72,8 != 192-223 udp dport . " + ip + " saddr . udp sport @src" + number
                + (ipv6 ? " ip6 hoplimit set 64" : " ip ttl set 64") + " " + ip + " dscp set " + (trafficClass >>> 2)
                + " " + ip + " saddr set udp dport map @from" + number + " " + ip + " daddr set udp dport map @to" + number
                + " udp sport set udp dport map @sport" + number + " udp dport set udp dport map @dport" + number
                + " fwd " + ip + " to " + way + "via" + version + " device " + way + "dev" + version + "\n";
    }

    static String insert(int number, Flow flow) {
        return element("add", number, flow, true);
    }

    static String remove(int number, Flow flow) {
        return element("delete", number, flow, false);
    }

    private static String element(String verb, int number, Flow flow, boolean withValues) {
        String local = Integer.toString(flow.local().port());
        return verb + " element " + TABLE + " src" + number + " { " + key(flow) + " }\n"
                + map(verb, "from" + number, local, withValues, host(flow.from()))
                + map(verb, "to" + number, local, withValues, host(flow.to()))
                + map(verb, "sport" + number, local, withValues, Integer.toString(flow.from().port()))
                + map(verb, "dport" + number, local, withValues, Integer.toString(flow.to().port()));
    }

    private static String map(String verb, String map, String key, boolean withValue, String value) {
        return verb + " element " + TABLE + " " + map + " { " + key + (withValue ? " : " + value : "") + " }\n";
    }

    private static String key(Flow flow) {
        return flow.local().port() + " . " + host(flow.source()) + " . " + flow.source().port();
    }

    /** How packets between two addresses leave.
     * @param neighbour gateway, or the target itself */
    static String addWay(Flow flow, Endpoint neighbour, int device) {
        return way("add", flow, true, host(neighbour), device);
    }

    static String deleteWay(Flow flow) {
        return way("delete", flow, false, "", 0);
    }

    private static String way(String verb, Flow flow, boolean withValues, String neighbour, int device) {
        String version = flow.to().isIpv6() ? "6" : "4";
        String key = host(flow.from()) + " . " + host(flow.to());
        return map(verb, "via" + version, key, withValues, neighbour) + map(verb, "dev" + version, key, withValues, Integer.toString(device));
    }

    static String listOf(int number) {
        return "list set " + TABLE + " src" + number + "\n";
    }

    /** Counters by local port. */
    static Map<Integer, Counted> counted(String output, boolean ipv6) {
        Map<Integer, Counted> found = new HashMap<>();
        Matcher matcher = ELEMENT.matcher(output);
        while (matcher.find()) {
            found.put(Integer.parseInt(matcher.group(1)), Counted.of(Long.parseLong(matcher.group(4)), Long.parseLong(matcher.group(5)), ipv6));
        }
        return found;
    }

    private static String host(Endpoint endpoint) {
        return endpoint.address().getHostAddress();
    }
}
