package io.tandem.lb.socket;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.lb.wire.UriView;
import io.tandem.net.peer.IpLiteral;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** The sockets the load balancer listens on. Immutable but for what it reads with; loop thread. */
public final class LbSockets {

    private final List<LbSocket> all;
    private final LbSocket internal;
    private final boolean shared;
    private final byte[][] hosts;
    private final @Nullable PeerAddress[] addresses;
    private final int[] ports;
    private final IpLiteral literal = new IpLiteral();

    /** @param all      in the order of their indexes
     * @param internal the UDP socket towards the proxies; one of {@code all}
     * @param shared   whether the internal socket is an external one as well */
    public LbSockets(List<LbSocket> all, LbSocket internal, boolean shared) {
        this.all = List.copyOf(all);
        this.internal = internal;
        this.shared = shared;
        hosts = all.stream().map(s -> Bytes.ascii(s.hostPort().host().toLowerCase(Locale.ROOT))).toArray(byte[][]::new);
        addresses = all.stream().map(s -> s.hostPort().literal().map(PeerAddress::of).orElse(null)).toArray(PeerAddress[]::new);
        ports = all.stream().mapToInt(s -> s.hostPort().port()).toArray();
    }

    /** In the order of their indexes. */
    public List<LbSocket> all() {
        return all;
    }

    /** The UDP socket towards the proxies. */
    public LbSocket internal() {
        return internal;
    }

    /** Is this the internal socket and nothing else? */
    public boolean isOnlyInternal(LbSocket socket) {
        return !shared && socket.index() == internal.index();
    }

    /** The socket of an index; null for one from before a change of the configuration. */
    public @Nullable LbSocket byIndex(int index) {
        return index >= 0 && index < all.size() ? all.get(index) : null;
    }

    /** Is one of our addresses named, whatever the transport? */
    public boolean isOurs(UriView uri) {
        return uri.isSip() && isOurs(uri.data(), uri.hostStart(), uri.hostEnd(), uri.port() < 0 ? Protocol.UDP.defaultPort() : uri.port());
    }

    private boolean isOurs(byte[] data, int from, int to, int port) {
        for (int i = 0; i < ports.length; i++) {
            if (ports[i] == port && isHost(i, data, from, to)) {
                return true;
            }
        }
        return false;
    }

    /** Is this the socket's advertised host, however an IPv6 address is written? */
    public boolean isHost(int index, byte[] data, int from, int to) {
        if (Bytes.equalsIgnoreCase(data, from, to, hosts[index])) {
            return true;
        }
        PeerAddress address = addresses[index];
        return address != null && !address.isIpv4() && literal.read(data, from, to) && !literal.isIpv4()
                && literal.high() == address.high() && literal.low() == address.low();
    }

    /** From {@code udp:IP:PORT}, {@code tcp:IP:PORT}, or {@code sip:IP:PORT} with the protocol known otherwise; null if there is none.
     * A socket's name will do as well. */
    public @Nullable LbSocket byLabel(byte[] data, int from, int to, Protocol otherwise) {
        for (LbSocket socket : all) {
            if (socket.protocol() == otherwise && isLabel(socket, data, from, to)) {
                return socket;
            }
        }
        return byLabel(Bytes.text(data, from, to), otherwise);
    }

    /** The very text we write: {@code sip:} or the protocol, then the address. */
    private static boolean isLabel(LbSocket socket, byte[] data, int from, int to) {
        String text = socket.text();
        int start = to - text.length();
        if (start <= from || data[start - 1] != ':') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (data[start + i] != text.charAt(i)) {
                return false;
            }
        }
        String scheme = socket.protocol() == Protocol.UDP ? "sip" : socket.protocol().parameter();
        return isText(data, from, start - 1, scheme) || isText(data, from, start - 1, socket.protocol().parameter());
    }

    private static boolean isText(byte[] data, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (data[i] != text.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    @Nullable LbSocket byLabel(String label, Protocol otherwise) {
        int colon = label.indexOf(':');
        if (colon < 0) {
            return all.stream().filter(s -> s.name().equals(label)).findFirst().orElse(null);
        }
        String scheme = label.substring(0, colon).toLowerCase(Locale.ROOT);
        Optional<Protocol> protocol = scheme.startsWith("sip") ? Optional.of(otherwise) : Protocol.of(scheme);
        Optional<HostPort> address = HostPort.parse(label.substring(colon + 1), otherwise.defaultPort());
        return protocol.flatMap(p -> address.flatMap(a -> find(p, a))).orElse(null);
    }

    private Optional<LbSocket> find(Protocol protocol, HostPort address) {
        return all.stream().filter(s -> s.protocol() == protocol && (s.hostPort().equals(address) || isAt(s, address.literal()))).findFirst();
    }

    /** However an IPv6 address is written. */
    private static boolean isAt(LbSocket socket, Optional<InetSocketAddress> address) {
        return address.isPresent() && (address.get().equals(socket.address()) || address.equals(socket.hostPort().literal()));
    }

    /** The socket to use when nobody named one: the first of that protocol and address family; null if there is none. */
    public @Nullable LbSocket first(Protocol protocol, boolean ipv6) {
        for (int i = 0; i < ports.length; i++) {
            LbSocket socket = all.get(i);
            if (socket.protocol() == protocol && socket.isIpv6() == ipv6) {
                return socket;
            }
        }
        return null;
    }
}
