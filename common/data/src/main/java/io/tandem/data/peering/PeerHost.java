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

    /** An address as all ways to write it have it; what is no address stays as it is. */
    static String canonical(String address) {
        if (!isIpv6(address)) return address;
        try {
            String bare = address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
            return InetAddress.ofLiteral(bare).getHostAddress();
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
    }

    private static boolean isIpv6(String address) { return address.indexOf(':') >= 0; }
}
