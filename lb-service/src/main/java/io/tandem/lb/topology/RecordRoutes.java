package io.tandem.lb.topology;

import java.util.Optional;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
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
        String parameters = parameters(message, external, passage.isBehindNat());
        String inner = route(sockets.internal(), parameters);
        String outer = route(external, parameters);
        message.addFirst(HeaderNames.RECORD_ROUTE, outward ? inner : outer);
        message.addFirst(HeaderNames.RECORD_ROUTE, outward ? outer : inner);
    }

    private static String route(LbSocket socket, String parameters) {
        String transport = socket.protocol() == Protocol.UDP ? "" : ";transport=" + socket.protocol().parameter();
        return "<sip:" + socket.hostPort() + transport + parameters;
    }

    private static String parameters(SipMessage message, LbSocket external, boolean behindNat) {
        StringBuilder text = new StringBuilder(80).append(";r2=on;lr=on");
        message.fromTag().filter(RecordRoutes::isPlain).ifPresent(tag -> text.append(";ftag=").append(tag));
        text.append(";ngcplb=yes");
        if (behindNat) {
            text.append(";nat=yes");
        }
        return text.append(";socket=").append(external.label()).append('>').toString();
    }

    /** Letters, digits and what else needs no escape in a URI parameter. */
    private static boolean isPlain(String tag) {
        return tag.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_.!~*'+".indexOf(c) >= 0));
    }

    /** Takes our own values from the top of Route. @return the last one taken */
    public Optional<SipUri> takeOwn(SipMessage message) {
        Optional<SipUri> taken = Optional.empty();
        Optional<SipUri> top = topRoute(message);
        while (top.isPresent() && sockets.isOurs(top.get())) {
            message.removeFirst(HeaderNames.ROUTE);
            taken = top;
            top = topRoute(message);
        }
        return taken;
    }

    /** The URI of the first Route value. */
    public static Optional<SipUri> topRoute(SipMessage message) {
        return message.header(HeaderNames.ROUTE).map(value -> NameAddr.parse(value).uri());
    }
}
