package io.tandem.lb.nat;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.transport.Protocol;

/** The Path of a REGISTER (RFC 3327): calls to the binding come to us with it, and leave by the same socket to the same source address. */
public final class RegistrationPath {

    /** Names the connection that alone leads there, as a hexadecimal number. */
    public static final String CONNECTION = "conn";

    private final byte[] start;
    private final byte[][] middles;

    public RegistrationPath(LbSockets sockets) {
        start = Bytes.ascii("Path: <sip:lb@" + sockets.internal().text() + ";lr;received=sip:");
        middles = sockets.all().stream().map(s -> Bytes.ascii(middle(s))).toArray(byte[][]::new);
    }

    private static String middle(LbSocket socket) {
        return socket.protocol() == Protocol.UDP ? ";socket=sip:" + socket.text()
                : "%3Btransport=" + socket.protocol().parameter() + ";socket=" + socket.label() + ';' + CONNECTION + '=';
    }

    public void add(Passage passage) {
        WireMessage message = passage.message();
        if (message.method() != MethodCode.REGISTER) {
            return;
        }
        ByteText text = passage.edits().text().add(start).add(passage.source().hostText()).add(':').number(passage.source().getPort());
        text.add(middles[passage.arrival().index()]);
        if (passage.arrival().protocol() != Protocol.UDP) {
            text.hex(passage.connectionId(), Math.max(1, (67 - Long.numberOfLeadingZeros(passage.connectionId())) / 4));
        }
        text.add('>').add('\r').add('\n');
        int first = message.first(HeaderCode.PATH);
        passage.edits().insert(first >= 0 ? message.lineStart(first) : passage.endOfTopVias());
    }
}
