package io.tandem.lb.peer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Addresses of peer hosts. A name that cannot be looked up for the moment keeps the addresses it had. Blocks; one thread. */
final class PeerNames {

    private static final Logger LOG = LoggerFactory.getLogger(PeerNames.class);

    private final Lookup lookup;
    private final Map<String, List<InetAddress>> known = new HashMap<>();
    private final Set<String> unknown = new HashSet<>();

    /** As {@link InetAddress#getAllByName}. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    PeerNames(Lookup lookup) {
        this.lookup = lookup;
    }

    /** All addresses of these hosts. */
    Collection<InetAddress> addresses(List<PeerHost> hosts) {
        Set<InetAddress> addresses = new HashSet<>();
        Set<String> asked = new HashSet<>();
        for (PeerHost host : hosts) {
            literal(host, addresses);
            host.host().filter(asked::add).ifPresent(name -> addresses.addAll(lookUp(name)));
        }
        known.keySet().retainAll(asked);
        unknown.retainAll(asked);
        return addresses;
    }

    private static void literal(PeerHost host, Set<InetAddress> addresses) {
        try {
            addresses.add(InetAddress.ofLiteral(host.ip().strip()));
        } catch (IllegalArgumentException e) {
            LOG.warn("'{}' is no address of a peer host: nothing is trusted by it; mend its ip", host.ip());
        }
    }

    private List<InetAddress> lookUp(String name) {
        try {
            List<InetAddress> found = List.of(lookup.of(name));
            known.put(name, found);
            unknown.remove(name);
            return found;
        } catch (UnknownHostException e) {
            if (unknown.add(name)) {
                LOG.warn("name of peer host {} cannot be looked up, it keeps the addresses it had: {}", name, e.toString());
            }
            return known.getOrDefault(name, List.of());
        }
    }
}
