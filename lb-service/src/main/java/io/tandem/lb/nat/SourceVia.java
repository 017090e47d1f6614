package io.tandem.lb.nat;

import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.ViaView;
import io.tandem.net.peer.IpLiteral;
import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import io.tandem.sip.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Writes into the top Via where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4), so that the response finds back. Loop thread. */
public final class SourceVia {

    private static final byte[] RECEIVED = Bytes.ascii(";received=");
    private static final byte[] RPORT = Bytes.ascii(";rport=");

    private final PeerTable peers;
    private final IpLiteral literal = new IpLiteral();

    public SourceVia(PeerTable peers) {
        this.peers = peers;
    }

    /** Both parameters, asked for or not: symmetric signalling. What the sender wrote there himself is replaced. */
    public static void note(Passage passage) {
        ByteText text = passage.edits().text();
        passage.topVia().writeWithoutSource(text);
        text.add(RECEIVED).add(passage.source().hostText()).add(RPORT).number(passage.source().getPort());
        passage.noteSource();
    }

    /** The same for an element of ours, if it wrote another address than it sends from. */
    public void noteIfDifferent(Passage passage) {
        ViaView via = passage.topVia();
        PeerAddress source = passage.source();
        boolean same = !via.wantsRport() && via.sentByPort() == source.getPort() && literal.read(via.data(), via.hostStart(), via.hostEnd())
                && literal.low() == source.low() && literal.high() == source.high() && literal.isIpv4() == source.isIpv4();
        if (!same) {
            note(passage);
        }
    }

    /** Where a response goes by its top Via (RFC 3261 §18.2.2, RFC 3581 §4); null if that is a name. */
    public @Nullable PeerAddress responseTarget(ViaView via) {
        int port = responsePort(via);
        return via.receivedStart() >= 0 ? peers.get(via.data(), via.receivedStart(), via.receivedEnd(), port)
                : peers.get(via.data(), via.hostStart(), via.hostEnd(), port);
    }

    public static int responsePort(ViaView via) {
        return via.rport() > 0 ? via.rport() : via.sentByPort();
    }
}
