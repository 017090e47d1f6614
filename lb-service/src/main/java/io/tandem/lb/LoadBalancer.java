package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.Arrays;

import io.tandem.lb.egress.HostResolver;
import io.tandem.lb.sanity.HeaderSanity;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Departure;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.ViaView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.lb.wire.WireScanner;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.MalformedMessageException.Reason;
import io.tandem.sip.transport.Protocol;

/** Takes each message through its plan and does what the verdict says: sends, answers, counts. Keeps nothing from one message to the next. Loop thread. */
final class LoadBalancer {

    private static final Verdict.Answer BAD_REQUEST = Verdict.answer(400, "Bad Request");
    private static final Verdict.Answer BAD_VERSION = Verdict.answer(505, "Version Not Supported");
    private static final Verdict.Answer TOO_LARGE = Verdict.answer(513, "Message Too Large");
    private static final Verdict.Answer UNRESOLVABLE = Verdict.answer(478, "Unresolvable destination (478/SL)");
    private static final Verdict.Answer UNREACHABLE = Verdict.answer(477, "Unfortunately error on sending to next hop occurred (477/SL)");
    private static final Verdict.Answer OFFLINE = Verdict.answer(480, "Temporarily Unavailable");
    private static final int MAX_DATAGRAM = 65_507;
    private static final int MAX_MESSAGE = 160 * 1024;

    private final LbParts parts;
    private final WireScanner scanner;
    private final Passage passage;
    private final ByteText answer = new ByteText(2 * MAX_MESSAGE);
    private final byte[] out = new byte[MAX_MESSAGE];
    private final ViaView senderVia = new ViaView();

    LoadBalancer(LbParts parts, WireScanner scanner, Passage passage) {
        this.parts = parts;
        this.scanner = scanner;
        this.passage = passage;
    }

    /** One message. The bytes are used during the call only.
     * @param connection the identity of the stream connection it came by, 0 for none */
    void onMessage(byte[] data, int offset, int length, PeerAddress source, LbSocket arrival, long connection, long nowNanos) {
        boolean fromInside = arrival.index() == parts.sockets().internal().index() && parts.inside().contains(source);
        if (!fromInside && parts.sockets().isOnlyInternal(arrival)) {
            parts.meters().dropped(DropReason.STRANGER_AT_INTERNAL_SOCKET);
            return;
        }
        Reason fault = scanner.scan(data, offset, length);
        passage.begin(source, arrival, connection, nowNanos);
        if (fault != null) {
            malformed(fault);
        } else if (!passage.readTopVia()) {
            refuse(BAD_REQUEST);
        } else if (passage.message().isRequest()) {
            request(fromInside);
        } else {
            response(fromInside);
        }
    }

    private void malformed(Reason fault) {
        if (!scanner.isReadable() || !passage.message().isRequest()) {
            parts.meters().dropped(DropReason.MALFORMED);
            return;
        }
        refuse(fault == Reason.BAD_VERSION ? BAD_VERSION : BAD_REQUEST);
    }

    /** Answers what has a Via at least. */
    private void refuse(Verdict.Answer why) {
        WireMessage message = passage.message();
        if (message.isRequest() && message.first(HeaderCode.VIA) >= 0) {
            answer(why);
        } else {
            parts.meters().dropped(DropReason.MALFORMED);
        }
    }

    private void request(boolean fromInside) {
        Verdict verdict = (fromInside ? parts.egress().requests() : parts.ingress().requests()).run(passage);
        if (passage.isTrying()) {
            parts.answers().writeTrying(passage, answer);
            respond();
        }
        act(verdict, fromInside);
    }

    private void response(boolean fromInside) {
        if (fromInside) {
            parts.proxies().heard(passage.source());
            ViaView via = passage.topVia();
            if (via.branchStart() >= 0 && parts.prober().take(via.data(), via.branchStart(), via.branchEnd())) {
                parts.meters().dropped(DropReason.PROBE_ANSWER);
                return;
            }
        }
        act((fromInside ? parts.egress().responses() : parts.ingress().responses()).run(passage), fromInside);
    }

    private void act(Verdict verdict, boolean fromInside) {
        switch (verdict) {
            case Verdict.Next _ -> throw new IllegalStateException("a plan ended without a verdict");
            case Verdict.Drop drop -> parts.meters().dropped(drop.reason());
            case Verdict.Answer refused -> answer(refused);
            case Verdict.Forward _ -> forward(fromInside);
        }
    }

    private void forward(boolean fromInside) {
        Departure departure = passage.departure();
        PeerAddress target = departure.target();
        if (target != null) {
            send(target, "", fromInside);
            return;
        }
        String name = departure.name();
        switch (name == null ? HostResolver.Lookup.NO_ADDRESS : parts.resolver().known(name)) {
            case HostResolver.Lookup.Address known ->
                send(parts.peers().get(new InetSocketAddress(known.ip(), departure.port())), name == null ? "" : name, fromInside);
            case HostResolver.Lookup.NoAddress _ -> failed(UNRESOLVABLE, DropReason.NO_ROUTE);
            case HostResolver.Lookup.Unknown _ -> askAgainWhenKnown(name == null ? "" : name);
        }
    }

    /** The same message once more, as it came, as soon as the name is known. */
    private void askAgainWhenKnown(String name) {
        WireMessage message = passage.message();
        byte[] copy = Arrays.copyOfRange(message.data(), message.start(), message.end());
        PeerAddress source = passage.source();
        LbSocket arrival = passage.arrival();
        long connection = passage.connectionId();
        boolean asked = parts.resolver().learn(name, () -> onMessage(copy, 0, copy.length, source, arrival, connection, parts.loop().nanoTime()));
        if (!asked) {
            failed(UNRESOLVABLE, DropReason.NO_ROUTE);
        }
    }

    private void send(PeerAddress target, String serverName, boolean fromInside) {
        LbSocket socket = passage.departure().chosenSocket();
        if (!socket.reaches(target)) {
            failed(UNRESOLVABLE, DropReason.NO_ROUTE);
            return;
        }
        passage.edits().addMissingContentLength(passage.message());
        int length = passage.edits().length(passage.message());
        if (length > (socket.protocol() == Protocol.UDP ? MAX_DATAGRAM : MAX_MESSAGE)) {
            failed(TOO_LARGE, DropReason.TOO_LARGE);
            return;
        }
        passage.edits().write(passage.message(), out);
        if (parts.transports().send(socket, target, passage.departure(), serverName, out, length)) {
            parts.meters().forwarded(fromInside, passage.message().isRequest());
        } else {
            connectionGone();
        }
    }

    /** A stream took a message and then broke: the sender is told as if it had never been open. */
    void onUndelivered(byte[] sent, long nowNanos) {
        WireMessage message = passage.message();
        LbSocket internal = parts.sockets().internal();
        boolean readable = scanner.scan(sent, 0, sent.length) == null && message.isRequest();
        passage.begin(passage.source(), internal, 0, nowNanos);
        PeerAddress back = readable && passage.readTopVia() && passage.readNextVia(senderVia) ? parts.sourceVia().responseTarget(senderVia) : null;
        if (back == null || !parts.inside().contains(back)) {
            parts.meters().dropped(DropReason.CONNECTION_GONE);
            return;
        }
        passage.popVia();
        byte[] request = Arrays.copyOf(out, passage.edits().write(message, out));
        if (scanner.scan(request, 0, request.length) == null && message.first(HeaderCode.TO) >= 0) {
            passage.begin(back, internal, 0, nowNanos);
            HeaderSanity.readTo(passage);
            connectionGone();
        }
    }

    /** A phone whose connection is gone is offline; in a dialog, the next hop cannot be reached (the texts are Kamailio's). */
    private void connectionGone() {
        boolean inDialog = passage.isInDialog();
        failed(inDialog ? UNREACHABLE : OFFLINE, DropReason.CONNECTION_GONE);
    }

    private void failed(Verdict.Answer why, DropReason ofResponse) {
        if (passage.message().isRequest()) {
            answer(why);
        } else {
            parts.meters().dropped(ofResponse);
        }
    }

    /** Answers a request on the flow it came by, with a To tag of ours; an ACK is never answered. */
    private void answer(Verdict.Answer why) {
        if (passage.message().method() == MethodCode.ACK) {
            parts.meters().dropped(DropReason.REFUSED_ACK);
            return;
        }
        parts.answers().write(passage, why, answer);
        parts.meters().answered(why);
        respond();
    }

    private void respond() {
        boolean sent = answer.length() <= MAX_DATAGRAM && parts.transports().reply(passage.arrival(), passage.source(), passage.connectionId(),
                answer.bytes(), answer.length());
        if (!sent) {
            parts.meters().dropped(DropReason.CONNECTION_GONE);
        }
    }
}
