package io.tandem.lb.topology;

import java.util.Optional;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.text.PlainAddress;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;

/** The pair of Record-Route values, one for each side (RFC 3261 §16.6 step 4, RFC 5658), and the Route values they come back as. */
public final class RecordRoutes {

    private final LbSockets sockets;

    public RecordRoutes(LbSockets sockets) {
        this.sockets = sockets;
    }

    /** Does the request found a dialog whose later requests shall pass here? */
    public static boolean isWanted(Passage passage) {
        return !passage.isInDialog() && Methods.formsDialog(passage.message().method());
    }

    /** Adds the pair, the side it leaves by on top. */
    public void add(Passage passage, LbSocket external, boolean outward) {
        SipMessage message = passage.message();
        String parameters = parameters(passage, external);
        String inner = route(sockets.internal(), parameters);
        String outer = route(external, parameters);
        message.addFirst(HeaderNames.RECORD_ROUTE, outward ? inner : outer);
        message.addFirst(HeaderNames.RECORD_ROUTE, outward ? outer : inner);
    }

    private static String route(LbSocket socket, String parameters) {
        String transport = socket.protocol() == Protocol.UDP ? "" : ";transport=" + socket.protocol().parameter();
        return "<sip:" + socket.text() + transport + parameters;
    }

    private static String parameters(Passage passage, LbSocket external) {
        StringBuilder text = new StringBuilder(80).append(";r2=on;lr=on");
        passage.fromTag().filter(RecordRoutes::isPlain).ifPresent(tag -> text.append(";ftag=").append(tag));
        text.append(";ngcplb=yes");
        if (passage.isBehindNat()) {
            text.append(";nat=yes");
        }
        return text.append(";socket=").append(external.label()).append('>').toString();
    }

    /** Letters, digits and what else needs no escape in a URI parameter. */
    private static boolean isPlain(String tag) {
        for (int i = 0; i < tag.length(); i++) {
            char c = tag.charAt(i);
            if (c >= 128 || !Character.isLetterOrDigit(c) && "-_.!~*'+".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Takes our own values from the top of Route. @return the last one taken */
    public Optional<SipUri> takeOwn(SipMessage message) {
        Optional<SipUri> taken = Optional.empty();
        Optional<String> top = message.header(HeaderNames.ROUTE);
        while (top.isPresent()) {
            SipUri uri = NameAddr.parse(top.get()).uri();
            if (!sockets.isOurs(uri)) {
                return taken;
            }
            message.removeFirst(HeaderNames.ROUTE);
            taken = Optional.of(uri);
            top = message.header(HeaderNames.ROUTE);
        }
        return taken;
    }

    /** The same where only the number of values taken matters. */
    public boolean dropOwn(SipMessage message) {
        boolean dropped = false;
        Optional<String> top = message.header(HeaderNames.ROUTE);
        while (top.isPresent() && (isPlainlyOurs(top.get()) || sockets.isOurs(NameAddr.parse(top.get()).uri()))) {
            message.removeFirst(HeaderNames.ROUTE);
            dropped = true;
            top = message.header(HeaderNames.ROUTE);
        }
        return dropped;
    }

    private boolean isPlainlyOurs(String route) {
        if (!route.startsWith("<sip:")) {
            return false;
        }
        for (LbSocket socket : sockets.all()) {
            if (PlainAddress.names(route, socket.text())) {
                return true;
            }
        }
        return false;
    }

    /** Host and port of a Route value. */
    public static HostPort target(String route) {
        int close = route.startsWith("<sip:") && route.indexOf('@') < 0 ? PlainAddress.closingBracket(route) : -1;
        if (close > 0) {
            int end = PlainAddress.endOfValue(route, 5);
            Optional<HostPort> plain = HostPort.parse(route.substring(5, end), Protocol.UDP.defaultPort());
            if (plain.isPresent()) {
                return plain.get();
            }
        }
        SipUri uri = NameAddr.parse(route).uri();
        return new HostPort(uri.host(), uri.port() < 0 ? Protocol.UDP.defaultPort() : uri.port());
    }

    /** The URI of the first Route value. */
    public static Optional<SipUri> topRoute(SipMessage message) {
        return message.header(HeaderNames.ROUTE).map(value -> NameAddr.parse(value).uri());
    }
}
