package io.tandem.lb.egress;

import io.tandem.lb.nat.ContactAlias;
import io.tandem.lb.peer.TrustedPeers;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Departure;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.lb.wire.AddressView;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.UriView;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Where a request from inside goes, and by which socket: P-D-Uri, then Route, then alias, maddr or host of the request URI (signalling.md §1.8). */
public final class OutwardRouting {

    private static final Verdict UNRESOLVABLE = Verdict.answer(478, "Unresolvable destination (478/SL)");
    private static final Verdict BAD_REQUEST = Verdict.answer(400, "Bad Request");
    static final Verdict UNREADABLE_TARGET = Verdict.answer(479, "Regretfully, we were not able to process the URI (479/SL)");
    private static final byte[] SOCKET = Bytes.ascii("socket");

    private final LbSockets sockets;
    private final RecordRoutes routes;
    private final Destination destination;
    private final TrustedPeers peers;
    private final HostResolver resolver;
    private final AddressView bracketed = new AddressView();
    private final UriView bare = new UriView();
    /** Does nothing but the request URI tell the way? In a dialog that is what a phone wrote, without having to prove who it is. */
    private boolean byRequestUri;

    public OutwardRouting(LbSockets sockets, RecordRoutes routes, Destination destination, TrustedPeers peers, HostResolver resolver) {
        this.sockets = sockets;
        this.routes = routes;
        this.destination = destination;
        this.peers = peers;
        this.resolver = resolver;
    }

    public Verdict route(Passage passage) {
        routes.takeOwn(passage);
        if (!routes.isNextReadable()) {
            return BAD_REQUEST;
        }
        int internal = passage.valueStart(HeaderCode.P_D_URI);
        @Nullable UriView path = internal < 0 ? null : path(passage, internal);
        if (internal >= 0 && path == null) {
            return BAD_REQUEST;
        }
        Destination.Found found = path == null ? Destination.Found.NOTHING : destination.ofPath(path, sockets.isOurs(path));
        if (found == Destination.Found.NOTHING && routes.isTaken() && !passage.isInDialog()) {
            found = destination.ofPath(routes.own(), true);     // a Path; in a dialog, only a phone could have written one there
        }
        if (found == Destination.Found.NOTHING && routes.hasNext()) {
            found = destination.ofHost(routes.next());
        }
        byRequestUri = found == Destination.Found.NOTHING;
        if (byRequestUri) {
            found = destination.ofRequestUri(passage.requestUri());
        }
        removeAlias(passage);
        return switch (found) {
            case NOTHING, MANY -> UNRESOLVABLE;
            case UNREADABLE -> byRequestUri ? UNREADABLE_TARGET : BAD_REQUEST;
            case SOMETHING -> leave(passage);
        };
    }

    /** With angle brackets or without; null if it cannot be read. */
    private @Nullable UriView path(Passage passage, int start) {
        byte[] data = passage.message().data();
        int end = passage.valueEnd(HeaderCode.P_D_URI);
        if (start < end && data[start] == '<') {
            return bracketed.read(data, start, end) ? bracketed.uri() : null;
        }
        return bare.read(data, start, end) == UriView.Kind.INVALID ? null : bare;
    }

    private void removeAlias(Passage passage) {
        UriView uri = passage.requestUri();
        if (destination.hasAlias(uri)) {
            ByteText text = passage.edits().text();
            ContactAlias.writeWithout(text, uri);
            passage.edits().replace(uri.from(), uri.to());
        }
    }

    private Verdict leave(Passage passage) {
        if (passage.isLarge()) {
            destination.changeToTcp();
        }
        LbSocket socket = chosen();
        if (socket == null) {
            return UNRESOLVABLE;
        }
        Departure departure = passage.departure();
        departure.by(socket);
        PeerAddress target = destination.target();
        if (target != null) {
            departure.to(target);
        } else {
            departure.to(destination.name(), destination.port());
        }
        boolean trusted = target != null && peers.contains(target);
        boolean unproved = byRequestUri && passage.isInDialog();
        departure.mayConnect(trusted || !unproved && !destination.isExistingOnly());
        departure.onlyBy(destination.connectionId());
        departure.connectableByStream(trusted || !unproved && destination.isHost());
        if (destination.isTransportForced()) {
            departure.forceTransport();
        }
        return Verdict.NEXT;
    }

    /** The socket that was named if it serves the protocol and reaches the target, else the first that does, IPv4 before IPv6. */
    private @Nullable LbSocket chosen() {
        LbSocket named = destination.hasSocket() ? sockets.byLabel(destination.socketData(), destination.socketStart(), destination.socketEnd(),
                destination.protocol()) : ofRoute();
        if (named != null && named.protocol() == destination.protocol() && isReachedOver(named.isIpv6())) {
            return named;
        }
        LbSocket ipv4 = isReachedOver(false) ? sockets.first(destination.protocol(), false) : null;
        return ipv4 == null && isReachedOver(true) ? sockets.first(destination.protocol(), true) : ipv4;
    }

    /** Has the target an address of that family? A name that has not been looked up may have any: it is, and then all is decided once more. */
    private boolean isReachedOver(boolean ipv6) {
        PeerAddress target = destination.target();
        if (target != null) {
            return target.isIpv4() != ipv6;
        }
        return !(resolver.known(destination.name()) instanceof HostResolver.Lookup.Addresses known) || known.of(ipv6).isPresent();
    }

    private @Nullable LbSocket ofRoute() {
        if (!routes.isTaken()) {
            return null;
        }
        UriView own = routes.own();
        int parameter = own.isSip() ? own.parameter(SOCKET) : -1;
        return parameter < 0 ? null : sockets.byLabel(own.data(), own.valueStart(parameter), own.parameterEnd(parameter), destination.protocol());
    }
}
