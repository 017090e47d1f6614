package io.tandem.lb.egress;

import java.util.Optional;

import io.tandem.lb.nat.ContactAlias;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.topology.InternalHeaders;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Where a request from inside goes, and by which socket: P-D-Uri, then Route, then the alias or the host of the request URI (signalling.md §1.8). */
public final class OutwardRouting {

    private final LbSockets sockets;
    private final RecordRoutes routes;

    public OutwardRouting(LbSockets sockets, RecordRoutes routes) {
        this.sockets = sockets;
        this.routes = routes;
    }

    public Verdict route(Passage passage) {
        SipMessage message = passage.message();
        Optional<SipUri> requestUri = readable(message.requestUri());
        if (requestUri.isEmpty()) {
            return Verdict.answer(479, "Regretfully, we were not able to process the URI (479/SL)");
        }
        Optional<SipUri> own = routes.takeOwn(message);
        Optional<Destination> destination = message.header(InternalHeaders.D_URI).flatMap(this::ofPath)
                .or(() -> own.flatMap(uri -> Destination.ofPath(uri, true)))
                .or(() -> RecordRoutes.topRoute(message).flatMap(Destination::ofHost))
                .or(() -> Destination.ofRequestUri(requestUri.get()));
        removeAlias(message, requestUri.get());
        return destination.map(d -> leave(passage, d, own)).orElseGet(OutwardRouting::unresolvable);
    }

    private Optional<Destination> ofPath(String text) {
        SipUri uri = NameAddr.parse(text.startsWith("<") ? text : '<' + text + '>').uri();
        return Destination.ofPath(uri, sockets.isOurs(uri));
    }

    private static Optional<SipUri> readable(String uri) {
        try {
            return Optional.of(SipUri.parse(uri));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static void removeAlias(SipMessage message, SipUri requestUri) {
        if (ContactAlias.of(requestUri).isPresent()) {
            message.requestUri(ContactAlias.without(requestUri).toString());
        }
    }

    private Verdict leave(Passage passage, Destination destination, Optional<SipUri> own) {
        Optional<LbSocket> socket = destination.socketLabel().or(() -> own.flatMap(uri -> uri.parameter("socket")))
                .flatMap(label -> sockets.byLabel(label, destination.protocol()))
                .filter(s -> s.protocol() == destination.protocol())
                .or(() -> sockets.first(destination.protocol(), destination.target()));
        if (socket.isEmpty()) {
            return unresolvable();
        }
        passage.departure(socket.get());
        passage.target(destination.target(), !destination.existingOnly());
        return Verdict.NEXT;
    }

    static Verdict unresolvable() {
        return Verdict.answer(478, "Unresolvable destination (478/SL)");
    }
}
