package io.tandem.lb.egress;

import io.tandem.lb.nat.ContactAlias;
import io.tandem.lb.nat.RegistrationPath;
import io.tandem.lb.socket.Maddr;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.Protocols;
import io.tandem.lb.wire.UriView;
import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** Where a request to the outside goes, as a URI tells it. Reused; loop thread. */
public final class Destination {

    /** What a URI told. */
    public enum Found {
        /** Nothing: somebody else must know. */
        NOTHING,
        /** A part of it that cannot be read. */
        UNREADABLE,
        /** Many hosts at once, by multicast or broadcast: nothing leaves there. */
        MANY,
        /** Address, protocol and socket, as this object has them now. */
        SOMETHING
    }

    private static final byte[] RECEIVED = Bytes.ascii("received");
    private static final byte[] SOCKET = Bytes.ascii("socket");
    private static final byte[] TRANSPORT = Bytes.ascii("transport");
    private static final byte[] CONNECTION = Bytes.ascii(RegistrationPath.CONNECTION);
    private static final byte[] SCHEME = Bytes.ascii("sip:");
    private static final long BROADCAST = 0xFFFF_FFFFL;

    private final PeerTable peers;
    private final ByteText unescaped = new ByteText(4096);
    private final UriView received = new UriView();
    private @Nullable PeerAddress target;
    private String name = "";
    private int port;
    private Protocol protocol = Protocol.UDP;
    private boolean transportForced;
    private int socketStart;
    private int socketEnd;
    private boolean existingOnly;
    private boolean plainHost;
    private long connectionId;

    public Destination(PeerTable peers) {
        this.peers = peers;
    }

    private void clear() {
        unescaped.clear();
        socketStart = 0;
        socketEnd = 0;
        existingOnly = false;
        plainHost = false;
        connectionId = 0;
        target = null;
    }

    /** From P-D-Uri, or from a Route that is our Path: {@code received} and {@code socket} count, and the URI's own host only if it is not ours. */
    Found ofPath(UriView uri, boolean ours) {
        clear();
        int source = uri.isSip() ? uri.parameter(RECEIVED) : -1;
        int from = source < 0 ? 0 : uri.valueStart(source);
        int to = source < 0 ? 0 : uri.parameterEnd(source);
        if (from == to && source < 0 || uri.data()[from - 1] != '=') {
            return ours ? Found.NOTHING : ofHostWithSocket(uri);
        }
        boolean withScheme = Bytes.startsWith(uri.data(), from, to, SCHEME);
        if (!withScheme) {
            unescaped.add(SCHEME);
        }
        unescape(uri.data(), from, to);
        int end = unescaped.length();
        noteSocket(uri);
        if (received.read(unescaped.bytes(), 0, end) == UriView.Kind.INVALID || !received.isSip()) {
            return Found.UNREADABLE;
        }
        noteConnection(uri);
        Protocol told = transport(received);
        protocol = told != null ? told : protocolOfSocket();
        at(received, received.hostStart(), received.hostEnd());
        return Found.SOMETHING;
    }

    private Found ofHostWithSocket(UriView uri) {
        noteSocket(uri);
        return host(uri);
    }

    private void noteSocket(UriView uri) {
        socketStart = unescaped.length();
        int parameter = uri.isSip() ? uri.parameter(SOCKET) : -1;
        if (parameter >= 0) {
            unescape(uri.data(), uri.valueStart(parameter), uri.parameterEnd(parameter));
        }
        socketEnd = unescaped.length();
    }

    private void noteConnection(UriView uri) {
        int parameter = uri.parameter(CONNECTION);
        existingOnly = parameter >= 0;
        if (existingOnly) {
            int to = uri.parameterEnd(parameter);
            for (int i = uri.valueStart(parameter); i < to; i++) {
                connectionId = connectionId << 4 | Bytes.hexDigit(uri.data()[i]) & 15;
            }
        }
    }

    private void unescape(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean escape = data[i] == '%' && i + 2 < to;
            if (escape) {
                unescaped.add((char) (Bytes.hexDigit(data[i + 1]) << 4 | Bytes.hexDigit(data[i + 2])));
                i += 2;
            } else {
                unescaped.add((char) data[i]);
            }
        }
    }

    /** From a request URI: by its alias, else by its maddr or host. */
    Found ofRequestUri(UriView uri) {
        clear();
        int value = ContactAlias.find(uri);
        if (value >= 0) {
            int end = uri.parameterEnd(value);
            PeerAddress source = ContactAlias.address(uri.data(), value, end, peers);
            Protocol told = source == null ? null : ContactAlias.protocol(uri.data(), end);
            if (source != null && told != null) {
                target = source;
                protocol = told;
                transportForced = true;
                existingOnly = true;
                return Found.SOMETHING;
            }
        }
        return host(uri);
    }

    /** Has the URI a sound alias? */
    boolean hasAlias(UriView uri) {
        int value = ContactAlias.find(uri);
        return value >= 0 && ContactAlias.address(uri.data(), value, uri.parameterEnd(value), peers) != null;
    }

    /** From maddr or host, port and transport of a URI (RFC 3263 §4 without NAPTR and SRV); nothing if it is no SIP URI. */
    Found ofHost(UriView uri) {
        clear();
        return host(uri);
    }

    private Found host(UriView uri) {
        if (!uri.isSip()) {
            return Found.NOTHING;
        }
        Protocol told = transport(uri);
        protocol = told != null ? told : uri.kind() == UriView.Kind.SIPS ? Protocol.TLS : Protocol.UDP;
        plainHost = true;
        int maddr = Maddr.find(uri);
        if (maddr < 0) {
            at(uri, uri.hostStart(), uri.hostEnd());
        } else if (UriView.isHost(uri.data(), maddr, uri.parameterEnd(maddr))) {
            at(uri, maddr, uri.parameterEnd(maddr));
        } else {
            return Found.UNREADABLE;
        }
        return target != null && isMany(target) ? Found.MANY : Found.SOMETHING;
    }

    private void at(UriView uri, int hostStart, int hostEnd) {
        port = uri.port() < 0 ? protocol.defaultPort() : uri.port();
        target = peers.get(uri.data(), hostStart, hostEnd, port);
        if (target == null) {
            name = Bytes.text(uri.data(), hostStart, hostEnd);
        }
    }

    private static boolean isMany(PeerAddress address) {
        return address.getAddress().isMulticastAddress() || address.isIpv4() && address.low() == BROADCAST;
    }

    private @Nullable Protocol transport(UriView uri) {
        int parameter = uri.parameter(TRANSPORT);
        Protocol told = parameter < 0 ? null : Protocols.of(uri.data(), uri.valueStart(parameter), uri.parameterEnd(parameter));
        transportForced = told != null;
        return told;
    }

    private Protocol protocolOfSocket() {
        int colon = Bytes.indexOf(unescaped.bytes(), ':', socketStart, socketEnd);
        Protocol told = colon < 0 ? null : Protocols.of(unescaped.bytes(), socketStart, colon);
        return told == null ? Protocol.UDP : told;
    }

    /** Null while only the name is known. */
    @Nullable PeerAddress target() {
        return target;
    }

    /** Counts if there is no address. */
    String name() {
        return name;
    }

    int port() {
        return port;
    }

    Protocol protocol() {
        return protocol;
    }

    /** Did a host tell the address, and not the source of a registration or of a request? */
    boolean isHost() {
        return plainHost;
    }

    /** For a message too large for UDP. */
    void changeToTcp() {
        protocol = protocol == Protocol.UDP ? Protocol.TCP : protocol;
    }

    /** Was the protocol named expressly? */
    boolean isTransportForced() {
        return transportForced;
    }

    /** Was a socket named? It stands in {@link #socketData}, unescaped. */
    boolean hasSocket() {
        return socketEnd > socketStart;
    }

    byte[] socketData() {
        return unescaped.bytes();
    }

    int socketStart() {
        return socketStart;
    }

    int socketEnd() {
        return socketEnd;
    }

    /** Must a stream be open already, because behind it is a phone that nobody can connect to? */
    boolean isExistingOnly() {
        return existingOnly;
    }

    /** The connection that alone leads there; 0 if any will do. */
    long connectionId() {
        return connectionId;
    }
}
