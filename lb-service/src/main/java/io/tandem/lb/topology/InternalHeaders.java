package io.tandem.lb.topology;

import java.util.concurrent.TimeUnit;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;

/** The headers that only elements of this system say to each other (signalling.md §1.9): deleted in both outside directions, added inward. */
public final class InternalHeaders {

    private static final byte[] SOURCE_IP = Bytes.ascii("P-NGCP-Src-Ip: ");
    private static final byte[] SOURCE_PORT = Bytes.ascii("\r\nP-NGCP-Src-Port: ");
    private static final byte[] IPV4 = Bytes.ascii("\r\nP-NGCP-Src-Af: 4\r\nP-NGCP-Src-Nat: ");
    private static final byte[] IPV6 = Bytes.ascii("\r\nP-NGCP-Src-Af: 6\r\nP-NGCP-Src-Nat: ");
    private static final byte[] LINE_END = Bytes.ascii("\r\n");

    private final byte[][] protocols;
    private final byte[][] sockets;
    private final long startNanos;

    /** @param startNanos when the load balancer started: the uptime counts from there */
    public InternalHeaders(LbSockets sockets, long startNanos) {
        this.protocols = sockets.all().stream().map(s -> Bytes.ascii("\r\nP-NGCP-Src-Proto: " + s.protocol().parameter())).toArray(byte[][]::new);
        this.sockets = sockets.all().stream().map(LbSocket::label).map(label -> Bytes.ascii("\r\nP-Sock-Info: " + label + "\r\nP-LB-Uptime: "))
                .toArray(byte[][]::new);
        this.startNanos = startNanos;
    }

    /** Deletes every internal header. */
    public static void strip(Passage passage) {
        WireMessage message = passage.message();
        if (message.internalLines() > 0) {
            for (int line = 0; line < message.lines(); line++) {
                if (message.code(line) >= HeaderCode.INTERNAL) {
                    passage.edits().delete(message.lineStart(line), message.lineEnd(line));
                }
            }
        }
    }

    /** Tells the proxy where the request came from. */
    public void add(Passage passage) {
        int socket = passage.arrival().index();
        ByteText text = passage.edits().text();
        text.add(SOURCE_IP).add(passage.source().hostText()).add(SOURCE_PORT).number(passage.source().getPort()).add(protocols[socket]);
        text.add(passage.source().isIpv4() ? IPV4 : IPV6).add(passage.isBehindNat() ? '1' : '0').add(sockets[socket]);
        text.number(Math.max(0, TimeUnit.NANOSECONDS.toSeconds(passage.nowNanos() - startNanos))).add(LINE_END);
        passage.edits().insert(passage.message().headersEnd());
    }
}
