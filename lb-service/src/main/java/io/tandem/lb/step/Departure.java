package io.tandem.lb.step;

import io.tandem.lb.socket.LbSocket;
import io.tandem.net.peer.PeerAddress;
import org.jspecify.annotations.Nullable;

/** The way out of a message: socket, address or name, and which connection may carry it. Reused; loop thread. */
public final class Departure {

    private @Nullable LbSocket socket;
    private @Nullable PeerAddress target;
    private @Nullable String name;
    private int port;
    private boolean mayConnect;
    private long connectionId;
    private boolean transportForced;
    private boolean listens;

    void clear() {
        socket = null;
        target = null;
        name = null;
        port = 0;
        mayConnect = false;
        connectionId = 0;
        transportForced = false;
        listens = false;
    }

    /** The socket it leaves by; null until a step has chosen. */
    public @Nullable LbSocket socket() {
        return socket;
    }

    /** The socket it leaves by.
     * @throws IllegalStateException if no step has chosen one */
    public LbSocket chosenSocket() {
        LbSocket chosen = socket;
        if (chosen == null) {
            throw new IllegalStateException("no step has chosen a socket");
        }
        return chosen;
    }

    public void by(LbSocket chosen) {
        socket = chosen;
    }

    /** Where it goes; null while only the name is known. */
    public @Nullable PeerAddress target() {
        return target;
    }

    public void to(PeerAddress address) {
        target = address;
        name = null;
    }

    /** To a name that must be looked up. */
    public void to(String host, int portNumber) {
        target = null;
        name = host;
        port = portNumber;
    }

    /** The name to look up, if there is no address. */
    public @Nullable String name() {
        return name;
    }

    /** Belongs to the name. */
    public int port() {
        return port;
    }

    /** May a stream connection be opened for it? Else only an existing one will do. */
    public boolean mayConnect() {
        return mayConnect;
    }

    public void mayConnect(boolean allowed) {
        mayConnect = allowed;
    }

    /** The connection that alone leads there; 0 if any will do. */
    public long connectionId() {
        return connectionId;
    }

    public void onlyBy(long connection) {
        connectionId = connection;
    }

    /** Is the target known to be one that others connect to, such as a peer, and not a phone behind who knows what? */
    public boolean mayConnectByStream() {
        return listens;
    }

    public void connectableByStream(boolean known) {
        listens = known;
    }

    /** Did the target's URI name UDP expressly, so that a large message must not change to TCP? */
    public boolean isTransportForced() {
        return transportForced;
    }

    public void forceTransport() {
        transportForced = true;
    }
}
