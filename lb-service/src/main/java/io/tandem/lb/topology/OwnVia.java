package io.tandem.lb.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.lb.affinity.CallIdHash;
import io.tandem.lb.affinity.Hash64;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.Via;

/**
 * Our own Via (RFC 3261 §16.6 step 8, §16.11). The branch is {@code z9hG4bK <transaction> - <call> - <direction><socket>}:
 * the transaction part depends on the top Via that came in, so a retransmission, a CANCEL and an ACK to a failure get the branch of their INVITE;
 * the call part and the direction tell a loop; the socket is the one to answer from. Immutable.
 */
public final class OwnVia {

    /** Towards which side the request went. */
    public enum Direction {
        INWARD('i'), OUTWARD('o');

        private final char letter;

        Direction(char letter) {
            this.letter = letter;
        }
    }

    private static final int TRANSACTION_DIGITS = 16;
    private static final int CALL_DIGITS = 8;
    private static final String BRANCH = ";branch=" + Via.MAGIC_COOKIE;

    private final long seed;
    private final List<String> prefixes = new ArrayList<>();

    /** @param seed the same on both nodes of a pair: after a take-over the branch of a retransmission stays */
    public OwnVia(LbSockets sockets, long seed) {
        this.seed = seed;
        for (LbSocket socket : sockets.all()) {
            prefixes.add("SIP/2.0/" + socket.protocol() + ' ' + socket.hostPort() + BRANCH);
        }
    }

    /** Pushes our Via.
     * @param departure the socket the request leaves by, whose address the response shall come to
     * @param arrival   the socket it came in on, which the response shall leave by */
    public void push(SipMessage request, LbSocket departure, LbSocket arrival, Direction direction) {
        String top = request.header(HeaderNames.VIA).orElse("");
        String callId = request.callId();
        StringBuilder via = new StringBuilder(96).append(prefixes.get(departure.index()));
        Hash64.appendHex(via, transaction(request, top, callId), TRANSACTION_DIGITS);
        via.append('-');
        Hash64.appendHex(via, call(callId), CALL_DIGITS);
        via.append('-').append(direction.letter).append(arrival.index());
        request.addFirst(HeaderNames.VIA, via.toString());
    }

    /** Before RFC 3261 a branch was not unique: then the call and its sequence number count too (§17.2.3). */
    private long transaction(SipMessage request, String top, String callId) {
        int branch = top.indexOf(BRANCH);
        if (branch < 0) {
            return Hash64.of(withoutSourceParameters(top), Hash64.of(callId, seed + request.cSeq()));
        }
        int from = branch + BRANCH.length();
        int end = top.indexOf(';', from);
        return Hash64.of(top, from, end < 0 ? top.length() : end, seed);
    }

    private static String withoutSourceParameters(String via) {
        int semicolon = via.indexOf(';');
        return semicolon < 0 ? via : via.substring(0, semicolon);
    }

    private static long call(String callId) {
        return Hash64.mix(CallIdHash.of(callId));
    }

    /** Has the request been here already, for the same call in the same direction? */
    public boolean isLoop(SipMessage request, Direction direction) {
        if (request.count(HeaderNames.VIA) < 2 && !isOurs(request.header(HeaderNames.VIA).orElse(""))
                && request.lines(HeaderNames.VIA).getFirst().indexOf(',') < 0) {
            return false;
        }
        StringBuilder tail = new StringBuilder(16).append('-');
        Hash64.appendHex(tail, call(request.callId()), CALL_DIGITS);
        String mark = tail.append('-').append(direction.letter).toString();
        for (String via : request.headers(HeaderNames.VIA)) {
            if (isOurs(via) && via.indexOf(mark) > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isOurs(String via) {
        for (String prefix : prefixes) {
            if (via.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The index of the socket that the request came in on, of a response whose top Via is ours; empty if it is not.
     * @param socket the one the response came in on */
    public Optional<Integer> arrivalOf(SipMessage response, LbSocket socket, Direction direction) {
        String via = response.header(HeaderNames.VIA).orElse("");
        String prefix = prefixes.get(socket.index());
        String text = via.startsWith(prefix) ? via : rewritten(response.topVia(), socket);
        int mark = prefix.length() + TRANSACTION_DIGITS + 1 + CALL_DIGITS + 1;
        return text.startsWith(prefix) && text.length() > mark + 1 && text.charAt(mark) == direction.letter
                ? index(text, mark + 1) : Optional.empty();
    }

    /** As we would have written it: some stacks write a Via anew, with other spaces, order or port. */
    private static String rewritten(Via via, LbSocket socket) {
        int port = via.port() < 0 ? socket.protocol().defaultPort() : via.port();
        boolean named = via.host().equalsIgnoreCase(socket.hostPort().host()) && port == socket.hostPort().port()
                && via.transport().equalsIgnoreCase(socket.protocol().name());
        return named ? "SIP/2.0/" + socket.protocol() + ' ' + socket.hostPort() + ";branch=" + via.branch().orElse("") : "";
    }

    private static Optional<Integer> index(String text, int from) {
        int index = 0;
        for (int i = from; i < text.length() && text.charAt(i) != ';'; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || index > 999) {
                return Optional.empty();
            }
            index = index * 10 + digit;
        }
        return Optional.of(index);
    }
}
