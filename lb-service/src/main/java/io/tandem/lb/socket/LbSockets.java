package io.tandem.lb.socket;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;

/** The sockets the load balancer listens on. Immutable.
 * @param all      in the order of their indexes
 * @param internal the UDP socket towards the proxies; one of {@code all}
 * @param shared   whether the internal socket is an external one as well */
public record LbSockets(List<LbSocket> all, LbSocket internal, boolean shared) {

    public LbSockets {
        all = List.copyOf(all);
    }

    /** Is this the internal socket and nothing else? */
    public boolean isOnlyInternal(LbSocket socket) {
        return !shared && socket.index() == internal.index();
    }

    /** The socket of an index; empty for one from before a change of the configuration. */
    public Optional<LbSocket> byIndex(int index) {
        return index >= 0 && index < all.size() ? Optional.of(all.get(index)) : Optional.empty();
    }

    /** Is one of our addresses named, whatever the transport? */
    public boolean isOurs(SipUri uri) {
        if (!uri.isSip()) {
            return false;
        }
        for (LbSocket socket : all) {
            if (socket.isNamedBy(uri)) {
                return true;
            }
        }
        return false;
    }

    /** From {@code udp:IP:PORT}, {@code tcp:IP:PORT}, or {@code sip:IP:PORT} with the protocol known otherwise. */
    public Optional<LbSocket> byLabel(String label, Protocol otherwise) {
        int colon = label.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String scheme = label.substring(0, colon).toLowerCase(Locale.ROOT);
        Optional<Protocol> protocol = scheme.startsWith("sip") ? Optional.of(otherwise) : Protocol.of(scheme);
        Optional<HostPort> address = HostPort.parse(label.substring(colon + 1), otherwise.defaultPort());
        return protocol.flatMap(p -> address.flatMap(a -> find(p, a)));
    }

    private Optional<LbSocket> find(Protocol protocol, HostPort address) {
        return all.stream().filter(s -> s.protocol() == protocol && s.hostPort().equals(address)).findFirst();
    }

    /** The socket to use when nobody named one: the first external one of that protocol and the target's address family. */
    public Optional<LbSocket> first(Protocol protocol, HostPort target) {
        for (LbSocket socket : all) {
            if (socket.protocol() == protocol && socket.hostPort().isIpv6() == target.isIpv6()) {
                return Optional.of(socket);
            }
        }
        return Optional.empty();
    }
}
