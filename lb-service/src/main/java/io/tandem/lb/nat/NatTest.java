package io.tandem.lb.nat;

import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.UriView;
import io.tandem.lb.wire.ViaView;
import io.tandem.net.peer.IpLiteral;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.transport.Protocol;

/** Is the sender behind NAT: does he write an address in Via or Contact that he does not send from, or a private one (RFC 1918, RFC 6598)? Loop thread. */
public final class NatTest {

    private final InsideAddresses exceptions;
    private final IpLiteral literal = new IpLiteral();

    public NatTest(NatProperties properties) {
        exceptions = new InsideAddresses(properties.exceptions());
    }

    public void note(Passage passage) {
        PeerAddress source = passage.source();
        boolean found = isPrivate(source.isIpv4(), source.high(), source.low()) || viaDiffers(passage) || contactDiffers(passage);
        passage.behindNat(found && !exceptions.contains(source));
    }

    private boolean viaDiffers(Passage passage) {
        ViaView via = passage.topVia();
        return differs(via.data(), via.hostStart(), via.hostEnd(), via.sentByPort(), passage);
    }

    private boolean contactDiffers(Passage passage) {
        if (!passage.hasSoundContact()) {
            return false;
        }
        UriView uri = passage.contact().uri();
        int port = uri.port() < 0 ? passage.arrival().protocol().defaultPort() : uri.port();
        return uri.isSip() && differs(uri.data(), uri.hostStart(), uri.hostEnd(), port, passage);
    }

    /** A name tells nothing. The port of a stream is the connection's, not the listener's, so it tells nothing either. */
    private boolean differs(byte[] data, int from, int to, int port, Passage passage) {
        PeerAddress source = passage.source();
        if (Bytes.equals(data, from, to, source.hostText())) {
            return passage.arrival().protocol() == Protocol.UDP && port != source.getPort();
        }
        boolean written = (data[from] == '[' || data[from] >= '0' && data[from] <= '9') && literal.read(data, from, to);
        return written && (isPrivate(literal.isIpv4(), literal.high(), literal.low())
                || literal.low() != source.low() || literal.high() != source.high() || literal.isIpv4() != source.isIpv4()
                || passage.arrival().protocol() == Protocol.UDP && port != source.getPort());
    }

    /** RFC 1918, RFC 3927 and RFC 6598; RFC 4193, link-local and the old site-local of IPv6. */
    private static boolean isPrivate(boolean ipv4, long high, long low) {
        if (!ipv4) {
            return high >>> 57 == 0x7E || high >>> 54 == 0x3FA || high >>> 54 == 0x3FB;
        }
        int bits = (int) low;
        return bits >>> 24 == 10 || bits >>> 20 == 0xAC1 || bits >>> 16 == 0xC0A8 || bits >>> 16 == 0xA9FE || bits >>> 22 == 0x191;
    }
}
