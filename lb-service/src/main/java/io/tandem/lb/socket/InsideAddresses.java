package io.tandem.lb.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.tandem.lb.wire.UriView;
import io.tandem.net.peer.IpLiteral;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.transport.Protocol;

/** Which addresses are elements of this system. A message from there is trusted, and a Contact that names one is hidden. Loop thread. */
public final class InsideAddresses {

    private record Network(boolean ipv4, long high, long low, long highMask, long lowMask) {

        boolean contains(boolean isIpv4, long h, long l) {
            return isIpv4 == ipv4 && (l & lowMask) == low && (h & highMask) == high;
        }
    }

    private final List<String> entries;
    private final List<PeerAddress> exact = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private final IpLiteral literal = new IpLiteral();

    /** @param entries {@code address:port}, {@code address} or {@code address/bits}
     * @throws IllegalArgumentException for anything else, names included */
    public InsideAddresses(List<String> entries) {
        this.entries = List.copyOf(entries);
        entries.forEach(this::add);
    }

    private void add(String entry) {
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            networks.add(network(InetAddress.ofLiteral(entry.substring(0, slash)), Integer.parseInt(entry.substring(slash + 1))));
            return;
        }
        InetSocketAddress address = HostPort.parse(entry, 0).flatMap(HostPort::literal)
                .orElseThrow(() -> new IllegalArgumentException("inside address '%s' is none: write address:port or address/bits".formatted(entry)));
        if (address.getPort() == 0) {
            networks.add(network(address.getAddress(), address.getAddress().getAddress().length * 8));
        } else {
            exact.add(PeerAddress.of(address));
        }
    }

    private static Network network(InetAddress ip, int bits) {
        PeerAddress address = PeerAddress.of(new InetSocketAddress(ip, 0));
        int size = address.isIpv4() ? 32 : 128;
        if (bits < 0 || bits > size) {
            throw new IllegalArgumentException("inside network %s/%d: bits outside 0..%d".formatted(ip.getHostAddress(), bits, size));
        }
        int lowSize = address.isIpv4() ? 32 : 64;
        long highMask = address.isIpv4() ? 0 : mask(Math.min(bits, 64), 64);
        long lowMask = mask(address.isIpv4() ? bits : Math.max(0, bits - 64), lowSize);
        return new Network(address.isIpv4(), address.high() & highMask, address.low() & lowMask, highMask, lowMask);
    }

    /** The highest so many of so many bits. */
    private static long mask(int bits, int of) {
        return bits == 0 ? 0 : -1L << of - bits & (of == 64 ? -1L : (1L << of) - 1);
    }

    /** Adds exact addresses, such as the proxies'. */
    public InsideAddresses with(List<InetSocketAddress> more) {
        InsideAddresses result = new InsideAddresses(entries);
        result.learn(more);
        return result;
    }

    /** From now on these are inside, too. */
    public void learn(List<InetSocketAddress> more) {
        for (InetSocketAddress address : more) {
            PeerAddress peer = PeerAddress.of(address);
            if (!exact.contains(peer)) {
                exact.add(peer);
            }
        }
    }

    public boolean contains(PeerAddress address) {
        return contains(address.isIpv4(), address.high(), address.low(), address.getPort());
    }

    private boolean contains(boolean ipv4, long high, long low, int port) {
        for (int i = 0; i < exact.size(); i++) {
            PeerAddress one = exact.get(i);
            if (one.low() == low && one.getPort() == port && one.high() == high && one.isIpv4() == ipv4) {
                return true;
            }
        }
        for (int i = 0; i < networks.size(); i++) {
            if (networks.get(i).contains(ipv4, high, low)) {
                return true;
            }
        }
        return false;
    }

    /** Does the URI name an inside address? A name never does. */
    public boolean contains(UriView uri) {
        if (!uri.isSip() || !mayBeLiteral(uri.data()[uri.hostStart()]) || !literal.read(uri.data(), uri.hostStart(), uri.hostEnd())) {
            return false;
        }
        return contains(literal.isIpv4(), literal.high(), literal.low(), uri.port() < 0 ? Protocol.UDP.defaultPort() : uri.port());
    }

    private static boolean mayBeLiteral(byte first) {
        return first == '[' || first >= '0' && first <= '9';
    }
}
