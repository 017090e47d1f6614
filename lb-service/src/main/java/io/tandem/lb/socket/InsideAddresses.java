package io.tandem.lb.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;

/** Which addresses are elements of this system. A message from there is trusted, and a Contact that names one is hidden. Immutable. */
public final class InsideAddresses {

    private record Network(byte[] address, int bits) {

        boolean contains(InetAddress other) {
            byte[] bytes = other.getAddress();
            int whole = bits / 8;
            return bytes.length == address.length && Arrays.equals(bytes, 0, whole, address, 0, whole)
                    && (bits % 8 == 0 || (bytes[whole] ^ address[whole]) >> 8 - bits % 8 == 0);
        }
    }

    private static final String DEFAULT_PORT = ":5060";

    private final Set<InetSocketAddress> exact = new HashSet<>();
    private final List<Network> networks = new ArrayList<>();
    /** {@code :5062} and the like. */
    private final List<String> ports = new ArrayList<>();

    /** @param entries {@code address:port}, {@code address} or {@code address/bits}
     * @throws IllegalArgumentException for anything else, names included */
    public InsideAddresses(List<String> entries) {
        entries.forEach(this::add);
    }

    private void add(String entry) {
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            byte[] address = InetAddress.ofLiteral(entry.substring(0, slash)).getAddress();
            networks.add(new Network(address, Integer.parseInt(entry.substring(slash + 1))));
            return;
        }
        InetSocketAddress address = HostPort.parse(entry, 0).flatMap(HostPort::literal)
                .orElseThrow(() -> new IllegalArgumentException("inside address '%s' is none: write address:port or address/bits".formatted(entry)));
        if (address.getPort() == 0) {
            networks.add(new Network(address.getAddress().getAddress(), address.getAddress().getAddress().length * 8));
        } else {
            exact.add(address);
            ports.add(":" + address.getPort());
        }
    }

    /** Adds an exact address, such as a proxy's. */
    public InsideAddresses with(List<InetSocketAddress> more) {
        InsideAddresses result = new InsideAddresses(List.of());
        result.exact.addAll(exact);
        result.exact.addAll(more);
        result.networks.addAll(networks);
        result.exact.forEach(address -> result.ports.add(":" + address.getPort()));
        return result;
    }

    public boolean contains(InetSocketAddress address) {
        if (exact.contains(address)) {
            return true;
        }
        for (Network network : networks) {
            if (network.contains(address.getAddress())) {
                return true;
            }
        }
        return false;
    }

    /** False if the text certainly names no inside address: one look at the port, where only whole addresses are listed. */
    public boolean mayBeNamedBy(String text) {
        if (!networks.isEmpty()) {
            return true;
        }
        for (String port : ports) {
            if (text.contains(port)) {
                return true;
            }
        }
        return ports.contains(DEFAULT_PORT);
    }

    /** Does the URI name an inside address? A name never does. */
    public boolean contains(SipUri uri) {
        if (!uri.isSip()) {
            return false;
        }
        int port = uri.port() < 0 ? Protocol.UDP.defaultPort() : uri.port();
        return new HostPort(uri.host(), port).literal().filter(this::contains).isPresent();
    }
}
