package io.tandem.data.peering;

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
 */
public record PeerHost(int id, String name, String ip, Optional<String> host, int port, Transport transport, int weight, Preferences preferences) {

    /** How SIP gets there; the order is that of the numbers in the database. */
    public enum Transport {
        UDP, TCP, TLS;

        /** As in a URI. */
        public String token() { return name().toLowerCase(Locale.ROOT); }
    }

    /** What its URIs show. */
    public String shownHost() { return host.filter(named -> !named.isBlank()).orElse(ip); }
}
