package io.tandem.lb.socket;

import java.net.InetSocketAddress;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Remembers what written addresses mean, and how socket addresses are written, for the peers of the moment. Bounded; loop thread. */
public final class Literals {

    private static final int SLOTS = 8192;

    /** How a peer is written. */
    public record Peer(InetSocketAddress address, String host, String port, String hostPort) {

        Peer(InetSocketAddress address) {
            this(address, HostPort.host(address.getAddress()), Integer.toString(address.getPort()), HostPort.of(address).toString());
        }
    }

    private record Entry(HostPort written, Optional<InetSocketAddress> address) {}

    private final @Nullable Entry[] byText = new Entry[SLOTS];
    private final @Nullable Peer[] byAddress = new Peer[SLOTS];

    /** As {@link HostPort#literal}. */
    public Optional<InetSocketAddress> address(HostPort written) {
        int slot = written.host().hashCode() * 31 + written.port() & SLOTS - 1;
        Entry entry = byText[slot];
        if (entry == null || !entry.written().equals(written)) {
            entry = new Entry(written, written.literal());
            byText[slot] = entry;
        }
        return entry.address();
    }

    /** How the address is written. */
    public Peer peer(InetSocketAddress address) {
        int slot = address.hashCode() & SLOTS - 1;
        Peer peer = byAddress[slot];
        if (peer == null || !peer.address().equals(address)) {
            peer = new Peer(address);
            byAddress[slot] = peer;
        }
        return peer;
    }
}
