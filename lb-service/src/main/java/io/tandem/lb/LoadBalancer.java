package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.Arrays;

import io.tandem.lb.egress.HostResolver;
import io.tandem.lb.sanity.HeaderSanity;
import io.tandem.lb.screen.SourceVerdict;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Departure;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.stun.KeepAlive;
import io.tandem.lb.stun.StunResponder;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.ViaView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.lb.wire.WireScanner;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.MalformedMessageException.Reason;
import io.tandem.sip.transport.Protocol;

/** Takes each message through its plan and does what the verdict says: sends, answers, counts. Keeps nothing from one message to the
 * next but the large ones that changed to TCP. Loop thread. */
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
    private final ByteText answer = new ByteText(MAX_DATAGRAM);
    private final byte[] out = new byte[MAX_MESSAGE];
    private final ViaView senderVia = new ViaView();

    LoadBalancer(LbParts parts, WireScanner scanner, Passage passage) {
        this.parts = parts;
        this.scanner = scanner;
        this.passage = passage;
    }

    /** One message. The bytes are used during the call only.
     * @param connection the identity of the stream connection it came by, 0 for none
     * @return false if its source is banned */
    boolean onMessage(byte[] data, int offset, int length, PeerAddress source, LbSocket arrival, long connection, long nowNanos) {
        boolean fromInside = arrival.index() == parts.sockets().internal().index() && parts.inside().contains(source);
        if (!fromInside) {
            if (parts.sockets().isOnlyInternal(arrival)) {
                parts.meters().dropped(DropReason.STRANGER_AT_INTERNAL_SOCKET);
                showUnread(data, offset, length, source, arrival, DropReason.STRANGER_AT_INTERNAL_SOCKET);
                return true;
            }
            SourceVerdict verdict = parts.entrance().message(data, offset, length, source, nowNanos);
            if (verdict != SourceVerdict.PASS) {
                boolean banned = verdict == SourceVerdict.BANNED;
                showUnread(data, offset, length, source, arrival, banned ? DropReason.BANNED_SOURCE : DropReason.FLOODING_SOURCE);
                return !banned;
            }
        }
        if (parts.tap().isOn()) {
            parts.tap().received(data, offset, length, source, arrival.label());
        }
        Reason fault = scanner.scan(data, offset, length);
        passage.begin(source, arrival, connection, nowNanos);
        if (fromInside) {
            parts.proxies().heard(source);
        }
        if (fault != null) {
            malformed(fault, fromInside);
        } else if (!passage.readTopVia()) {
            refuse(BAD_REQUEST, fromInside);
        } else if (passage.message().isRequest()) {
            request(fromInside);
        } else {
            response(fromInside);
        }
        return true;
    }

    /** Who looks for a peer wants to see that it is kept out; nobody else hears of these bytes. */
    private void showUnread(byte[] data, int offset, int length, PeerAddress source, LbSocket arrival, DropReason reason) {
        if (parts.tap().isOn()) {
            parts.tap().received(data, offset, length, source, arrival.label());
            parts.tap().verdict("dropped: " + reason.tag());
        }
    }

    /** A datagram that begins like no message: STUN, a keep-alive, or a message behind line ends. */
    void onOther(byte[] data, int offset, int length, PeerAddress source, LbSocket arrival, long nowNanos) {
        boolean stun = StunResponder.isStun(data, offset, length);
        if (!stun && !KeepAlive.isNoise(data, offset, length)) {
            onMessage(data, offset, length, source, arrival, 0, nowNanos);
            return;
        }
        if (parts.sockets().isOnlyInternal(arrival) || parts.entrance().other(source, nowNanos) != SourceVerdict.PASS) {
            return;
        }
        int answered = stun ? parts.stun().answer(data, offset, length, source, out) : 0;
        if (answered > 0) {
            parts.outlets().sendDatagram(arrival, source, out, answered);
        }
        parts.meters().dropped(stun ? DropReason.STUN : DropReason.KEEP_ALIVE);
    }

    /** A connection has ended, and with it perhaps the only way to a phone. */
    void onClosed(long connection, PeerAddress remote, Protocol protocol) {
        parts.closedFlows().closed(connection, remote, protocol);
    }

    /** So long so many messages have been here. */
    void burst(long nanos, int messages) {
        parts.latency().record(nanos, messages);
    }

    private void malformed(Reason fault, boolean fromInside) {
        boolean answerable = scanner.isReadable() && passage.message().isRequest();
        if (answerable) {
            refuse(fault == Reason.BAD_VERSION ? BAD_VERSION : BAD_REQUEST, fromInside);
        } else {
            dropMalformed(fromInside);
        }
    }

    /** Answers what has a Via at least. */
    private void refuse(Verdict.Answer why, boolean fromInside) {
        WireMessage message = passage.message();
        if (message.isRequest() && message.first(HeaderCode.VIA) >= 0) {
            judge(why, fromInside);
            answer(why);
        } else {
            dropMalformed(fromInside);
        }
    }

    private void dropMalformed(boolean fromInside) {
        if (!fromInside) {
            parts.entrance().malformed(passage.source(), passage.nowNanos());
        }
        drop(DropReason.MALFORMED);
    }

    private void judge(Verdict verdict, boolean fromInside) {
        if (!fromInside && verdict != Verdict.FORWARD) {
            parts.entrance().judged(verdict, passage.source(), passage.nowNanos());
        }
    }

    private void request(boolean fromInside) {
        if (fromInside && isFollowing() && !passage.isDatagramKept() && parts.largeRequests().hasChanged(passage.topVia())) {
            passage.large();
        }
        Verdict verdict = fromInside ? parts.egress().request(passage) : parts.ingress().request(passage);
        judge(verdict, fromInside);
        if (passage.connectionId() != 0 && verdict == Verdict.FORWARD && passage.message().method() == MethodCode.REGISTER) {
            parts.closedFlows().registers(passage.connectionId());
        }
        act(verdict, fromInside);
    }

    private void response(boolean fromInside) {
        if (fromInside && isOwn(passage.topVia())) {
            drop(DropReason.PROBE_ANSWER);
            return;
        }
        act(fromInside ? parts.egress().response(passage) : parts.ingress().response(passage), fromInside);
    }

    /** Does it answer a message of our own? */
    private boolean isOwn(ViaView via) {
        return via.branchStart() >= 0 && (parts.prober().take(via.data(), via.branchStart(), via.branchEnd())
                || parts.closedFlows().take(via.data(), via.branchStart(), via.branchEnd(), passage.message().status()));
    }

    private void drop(DropReason reason) {
        parts.meters().dropped(reason);
        if (parts.tap().isOn()) {
            parts.tap().verdict("dropped: " + reason.tag());
        }
    }

    private void act(Verdict verdict, boolean fromInside) {
        switch (verdict) {
            case Verdict.Next _ -> throw new IllegalStateException("a plan ended without a verdict");
            case Verdict.Drop dropped -> drop(dropped.reason());
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
            case HostResolver.Lookup.Addresses known -> known.of(departure.chosenSocket().isIpv6()).ifPresentOrElse(
                ip -> send(parts.peers().get(new InetSocketAddress(ip, departure.port())), name == null ? "" : name, fromInside),
                () -> failed(UNRESOLVABLE, DropReason.NO_ROUTE));
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
        if (fromInside && length > parts.maxUdpRequest() && socket.protocol() == Protocol.UDP && becameStream(target, length)) {
            return;
        }
        passage.edits().write(passage.message(), out);
        if (!parts.outlets().send(socket, target, passage.departure(), serverName, out, length)) {
            if (!becameDatagram()) {
                connectionGone();
            }
            return;
        }
        parts.meters().forwarded(fromInside, passage.message().isRequest());
        if (parts.tap().isOn()) {
            parts.tap().sent(out, 0, length, target, socket.label());
        }
    }

    /** A request too large for UDP goes over TCP if that may be and can be (RFC 3261 §18.1.1): everything is decided once more, for a TCP socket. */
    private boolean becameStream(PeerAddress target, int length) {
        WireMessage message = passage.message();
        Departure departure = passage.departure();
        if (!message.isRequest() || passage.isLarge() || passage.isDatagramKept()) {
            return false;
        }
        LbSocket stream = departure.isTransportForced() ? null : parts.sockets().first(Protocol.TCP, !target.isIpv4());
        if (stream == null || !parts.outlets().leads(stream, target, departure.mayConnectByStream())) {
            parts.largeRequests().stays(length, target);
            return false;
        }
        parts.largeRequests().changes(passage.topVia(), message, passage.source());
        passage.begin(passage.source(), passage.arrival(), passage.connectionId(), passage.nowNanos());
        passage.large();
        request(true);
        return true;
    }

    /** CANCEL and ACK go the way of their INVITE. */
    private boolean isFollowing() {
        int method = passage.message().method();
        return method == MethodCode.CANCEL || method == MethodCode.ACK;
    }

    /** What changed to TCP and finds nobody there goes over UDP after all (RFC 3261 §18.1.1). @return false if it had not changed */
    private boolean becameDatagram() {
        if (!passage.message().isRequest() || !passage.isLarge()) {
            return false;
        }
        if (!isFollowing()) {
            parts.largeRequests().takeBack(passage.topVia());
        }
        overDatagram(passage.source());
        return true;
    }

    private void overDatagram(PeerAddress source) {
        passage.begin(source, parts.sockets().internal(), 0, passage.nowNanos());
        passage.keepDatagram();
        request(true);
    }

    /** A stream took a message and then broke: the sender is told as if it had never been open. */
    void onUndelivered(byte[] sent, long nowNanos) {
        WireMessage message = passage.message();
        LbSocket internal = parts.sockets().internal();
        boolean readable = scanner.scan(sent, 0, sent.length) == null && message.isRequest();
        passage.begin(passage.source(), internal, 0, nowNanos);
        PeerAddress back = readable && passage.readTopVia() && passage.readNextVia(senderVia) ? parts.sourceVia().responseTarget(senderVia) : null;
        if (back == null || !parts.inside().contains(back)) {
            drop(DropReason.CONNECTION_GONE);
            return;
        }
        LargeRequests.Original original = isFollowing() ? null : parts.largeRequests().takeBack(senderVia);
        if (original != null && scanner.scan(original.bytes(), 0, original.bytes().length) == null && passage.readTopVia()) {
            overDatagram(original.source());
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
            drop(ofResponse);
        }
    }

    /** Answers a request on the flow it came by, with a To tag of ours; an ACK is never answered. */
    private void answer(Verdict.Answer why) {
        if (passage.message().method() == MethodCode.ACK) {
            drop(DropReason.REFUSED_ACK);
            return;
        }
        parts.answers().write(passage, why, answer);
        parts.meters().answered(why);
        if (parts.tap().isOn()) {
            parts.tap().verdict("answered " + why);
        }
        respond();
    }

    private void respond() {
        boolean sent = answer.length() <= MAX_DATAGRAM && parts.outlets().reply(passage.arrival(), passage.source(), passage.connectionId(),
                answer.bytes(), answer.length());
        if (sent && parts.tap().isOn()) {
            parts.tap().sent(answer.bytes(), 0, answer.length(), passage.source(), passage.arrival().label());
        }
        if (!sent) {
            drop(DropReason.CONNECTION_GONE);
        }
    }
}
