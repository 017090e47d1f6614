package io.tandem.lb.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A host and a port as they stand in URIs and headers.
 * @param host name, IPv4 address or IPv6 address in brackets
 * @param port 1..65535 */
public record HostPort(String host, int port) {

    public HostPort {
        if (host.isEmpty() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("no host and port: '%s:%d'".formatted(host, port));
        }
    }

    /** Reads {@code host[:port]}; empty if it is neither. */
    public static Optional<HostPort> parse(String text, int defaultPort) {
        int colon = text.startsWith("[") ? text.indexOf(':', text.indexOf(']') + 1) : text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? defaultPort : number(text, colon + 1);
        return host.isEmpty() || port < 0 ? Optional.empty() : Optional.of(new HostPort(host, port));
    }

    private static int number(String text, int from) {
        int value = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > 65_535) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return from == text.length() || value > 65_535 ? -1 : value;
    }

    /** Host and port of a socket address; IPv6 in brackets, without scope. */
    public static HostPort of(InetSocketAddress address) {
        return new HostPort(host(address.getAddress()), address.getPort());
    }

    /** An address as SIP writes it: IPv6 in brackets. */
    public static String host(InetAddress address) {
        String text = address.getHostAddress();
        if (text.indexOf(':') < 0) {
            return text;
        }
        int scope = text.indexOf('%');
        return '[' + (scope < 0 ? text : text.substring(0, scope)) + ']';
    }

    /** The address if the host is one; a name is never looked up here. */
    public Optional<InetSocketAddress> literal() {
        char first = host.charAt(0);
        if (first != '[' && (first < '0' || first > '9' || host.chars().filter(c -> c == '.').count() != 3)) {
            return Optional.empty(); // the parser below would take 127.1 for 127.0.0.1
        }
        try {
            String bare = first == '[' ? host.substring(1, host.length() - 1) : host;
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(bare), port));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** An IPv6 address? A name counts as IPv4 until it is looked up. */
    public boolean isIpv6() {
        return host.charAt(0) == '[';
    }

    @Override
    public String toString() {
        return host + ':' + port;
    }
}
