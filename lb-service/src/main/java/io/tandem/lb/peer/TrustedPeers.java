package io.tandem.lb.peer;

import java.net.InetAddress;
import java.util.Collection;

import io.tandem.net.peer.PeerAddress;

/** Does a peer of this system have this address? Any thread; no allocation, no lock. */
public final class TrustedPeers {

    private volatile AddressSet addresses = AddressSet.EMPTY;

    /** The port does not matter. */
    public boolean contains(PeerAddress source) {
        return addresses.contains(source);
    }

    /** How many addresses are known. */
    public int size() {
        return addresses.size();
    }

    /** From now on these. */
    void publish(Collection<InetAddress> peers) {
        addresses = AddressSet.of(peers);
    }
}
