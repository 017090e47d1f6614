package io.tandem.data.peering;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

import io.tandem.data.snapshot.Preferences;

/**
 * A server of a peer. Immutable.
 *
 * @param ip          where its calls come from and go to
 * @param host        its name, shown in the request URI and in To instead of the address
 * @param port        1 to 65535
 * @param weight      its share of the calls of its group
 * @param preferences what is set for it
 * @param viaRoute    Route headers (RFC 3261 §20.34) that lead to it; empty if calls go straight there
 * @param probed      whether it is asked from time to time if it is there
 */
public record PeerHost(int id, String name, String ip, Optional<String> host, int port, Transport transport, int weight, Preferences preferences,
                       Optional<String> viaRoute, boolean probed) {

    /** A server that is called straight away and not asked whether it is there. */
    public PeerHost(int id, String name, String ip, Optional<String> host, int port, Transport transport, int weight, Preferences preferences) {
        this(id, name, ip, host, port, transport, weight, preferences, Optional.empty(), false);
    }

    /** How SIP gets there; the order is that of the numbers in the database. */
    public enum Transport {
        UDP, TCP, TLS;

        /** As in a URI. */
        public String token() { return name().toLowerCase(Locale.ROOT); }
    }

    /** What its URIs show. */
    public String shownHost() { return host.filter(named -> !named.isBlank()).orElseGet(this::address); }

    /** Its address as URIs have it: IPv6 in brackets (RFC 3261 §25.1). */
    public String address() { return isIpv6(ip) ? "[" + ip + "]" : ip; }

    /** Whether this is its address, however IPv6 is written; false for what is no address. */
    public boolean isAt(String source) {
        if (!isIpv6(ip) || !isIpv6(source)) return ip.equals(source);
        try {
            String bare = source.startsWith("[") && source.endsWith("]") ? source.substring(1, source.length() - 1) : source;
            return InetAddress.ofLiteral(ip).equals(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private static boolean isIpv6(String address) { return address.indexOf(':') >= 0; }
}
