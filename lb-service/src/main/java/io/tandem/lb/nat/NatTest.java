package io.tandem.lb.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Protocol;

/** Is the sender behind NAT: does he write an address in Via or Contact that he does not send from, or a private one (RFC 1918, RFC 6598)? */
public final class NatTest {

    private final InsideAddresses exceptions;

    public NatTest(NatProperties properties) {
        exceptions = new InsideAddresses(properties.exceptions());
    }

    /** Before the top Via is rewritten. */
    public Verdict check(Passage passage) {
        InetSocketAddress source = passage.source().remote();
        Via via = passage.message().topVia();
        int port = via.port() < 0 ? Protocol.of(via.transport()).orElse(Protocol.UDP).defaultPort() : via.port();
        boolean found = differs(via.host(), port, source, passage.arrival().protocol())
                || contact(passage.message()).filter(uri -> differs(uri, source, passage.arrival().protocol())).isPresent();
        passage.behindNat(found && !exceptions.contains(source));
        return Verdict.NEXT;
    }

    private static Optional<SipUri> contact(SipMessage message) {
        try {
            return message.header(HeaderNames.CONTACT).filter(value -> !value.equals("*")).map(value -> NameAddr.parse(value).uri()).filter(SipUri::isSip);
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static boolean differs(SipUri uri, InetSocketAddress source, Protocol protocol) {
        return differs(uri.host(), uri.port() < 0 ? protocol.defaultPort() : uri.port(), source, protocol);
    }

    /** A name tells nothing. The port of a stream is the connection's, not the listener's, so it tells nothing either. */
    private static boolean differs(String host, int port, InetSocketAddress source, Protocol protocol) {
        Optional<InetSocketAddress> written = new HostPort(host, port).literal();
        return written.isPresent() && (isPrivate(written.get().getAddress()) || !written.get().getAddress().equals(source.getAddress())
                || protocol == Protocol.UDP && written.get().getPort() != source.getPort());
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
        return shared || uniqueLocal || address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }
}
