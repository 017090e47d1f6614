package io.tandem.lb.topology;

import java.nio.charset.StandardCharsets;

import io.tandem.lb.affinity.CallIdHash;
import io.tandem.lb.affinity.Hash64;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.ViaView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.bytes.Lists;
import io.tandem.sip.message.Via;

/**
 * Our own Via (RFC 3261 §16.6 step 8, §16.11). The branch is {@code z9hG4bK <transaction> - <call> - <direction><socket>}:
 * the transaction part depends on the top Via that came in, so a retransmission, a CANCEL and an ACK to a failure get the branch of their INVITE;
 * the call part and the direction tell a loop; the socket is the one to answer from. Loop thread.
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
    private static final int MAX_INDEX_DIGITS = 3;
    private static final byte[] COOKIE = Bytes.ascii(Via.MAGIC_COOKIE);
    private static final byte[] LINE_START = Bytes.ascii("Via: ");

    private final long seed;
    private final LbSockets sockets;
    private final byte[][] lines;
    private final byte[][] prefixes;

    /** @param seed the same on both nodes of a pair: after a take-over the branch of a retransmission stays */
    public OwnVia(LbSockets sockets, long seed) {
        this.sockets = sockets;
        this.seed = seed;
        prefixes = sockets.all().stream().map(OwnVia::prefix).toArray(byte[][]::new);
        lines = sockets.all().stream().map(s -> Bytes.ascii(new String(LINE_START, StandardCharsets.US_ASCII)
                + new String(prefix(s), StandardCharsets.US_ASCII))).toArray(byte[][]::new);
    }

    private static byte[] prefix(LbSocket socket) {
        return Bytes.ascii("SIP/2.0/" + socket.protocol() + ' ' + socket.hostPort() + ";branch=" + Via.MAGIC_COOKIE);
    }

    /** Pushes our Via.
     * @param departure the socket the request leaves by, whose address the response shall come to; the response shall leave by the one it came in on */
    public void push(Passage passage, LbSocket departure, Direction direction) {
        ByteText text = passage.edits().text().add(lines[departure.index()]);
        text.hex(transaction(passage), TRANSACTION_DIGITS).add('-').hex(call(passage), CALL_DIGITS).add('-').add(direction.letter);
        text.number(passage.arrival().index()).add('\r').add('\n');
        WireMessage message = passage.message();
        passage.edits().insert(message.lineStart(message.first(HeaderCode.VIA)));
    }

    /** Before RFC 3261 a branch was not unique, and a cookie with nothing behind it is not either (RFC 4475 §3.2.1): then the call and its sequence number
     * count too (§17.2.3). */
    private long transaction(Passage passage) {
        ViaView via = passage.topVia();
        int start = via.branchStart();
        if (start >= 0 && via.branchEnd() - start > COOKIE.length && Bytes.startsWith(via.data(), start, via.branchEnd(), COOKIE)) {
            return Bytes.hash(via.data(), start + COOKIE.length, via.branchEnd(), seed);
        }
        byte[] data = passage.message().data();
        int cSeq = Math.max(0, passage.valueStart(HeaderCode.CSEQ));
        int digits = cSeq;
        while (data[digits] >= '0' && data[digits] <= '9') {
            digits++;
        }
        long call = Bytes.hash(data, cSeq, digits, seed) ^ call(passage);
        return Bytes.hash(via.data(), via.from(), via.parametersStart(), call);
    }

    private static long call(Passage passage) {
        int start = passage.valueStart(HeaderCode.CALL_ID);
        return start < 0 ? 0 : Hash64.mix(CallIdHash.of(passage.message().data(), start, passage.valueEnd(HeaderCode.CALL_ID)));
    }

    /** Has the request been here already, for the same call in the same direction? */
    public boolean isLoop(Passage passage, Direction direction) {
        WireMessage message = passage.message();
        byte[] data = message.data();
        for (int line = message.first(HeaderCode.VIA); line >= 0; line = message.next(line)) {
            int end = message.valueEnd(line);
            for (int at = message.valueStart(line); at < end;) {
                int element = Lists.elementEnd(data, at, end);
                if (isLoop(passage, at, element, direction)) {
                    return true;
                }
                at = Lists.nextStart(data, element, end);
            }
        }
        return false;
    }

    private boolean isLoop(Passage passage, int from, int to, Direction direction) {
        byte[] data = passage.message().data();
        for (byte[] prefix : prefixes) {
            if (Bytes.startsWith(data, from, to, prefix)) {
                int mark = from + prefix.length + TRANSACTION_DIGITS;
                return mark + CALL_DIGITS + 3 < to && data[mark] == '-' && data[mark + 1 + CALL_DIGITS] == '-'
                        && data[mark + CALL_DIGITS + 2] == direction.letter && hexOf(data, mark + 1) == (call(passage) & 0xFFFF_FFFFL);
            }
        }
        return false;
    }

    private static long hexOf(byte[] data, int at) {
        long value = 0;
        for (int i = at; i < at + CALL_DIGITS; i++) {
            value = value << 4 | Bytes.hexDigit(data[i]) & 0xFL;
        }
        return value;
    }

    /** The index of the socket that the request came in on, of a response whose top Via is ours; -1 if it is not. The response came in on the socket that
     * our Via names. Some stacks write a Via anew, with other spaces, order or port. */
    public int arrivalOf(Passage response, Direction direction) {
        ViaView via = response.topVia();
        LbSocket socket = response.arrival();
        int start = via.branchStart();
        int mark = start + COOKIE.length + TRANSACTION_DIGITS + 1 + CALL_DIGITS + 1;
        if (start < 0 || via.branchEnd() - mark < 2 || via.data()[mark] != direction.letter || !Bytes.startsWith(via.data(), start, via.branchEnd(), COOKIE)) {
            return -1;
        }
        return isNamed(via, socket) ? index(via.data(), mark + 1, via.branchEnd()) : -1;
    }

    private boolean isNamed(ViaView via, LbSocket socket) {
        int port = via.port() < 0 ? socket.protocol().defaultPort() : via.port();
        return port == socket.hostPort().port() && sockets.isHost(socket.index(), via.data(), via.hostStart(), via.hostEnd())
                && via.isTransport(socket.protocol());
    }

    private static int index(byte[] data, int from, int to) {
        long index = to - from > MAX_INDEX_DIGITS ? -1 : Bytes.number(data, from, to);
        return (int) index;
    }
}
