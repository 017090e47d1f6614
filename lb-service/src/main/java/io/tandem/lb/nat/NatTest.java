package io.tandem.lb.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.text.PlainAddress;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Protocol;

/** Is the sender behind NAT: does he write an address in Via or Contact that he does not send from, or a private one (RFC 1918, RFC 6598)? */
public final class NatTest {

    private static final String UDP_VIA = "SIP/2.0/UDP ";

    private final InsideAddresses exceptions;

    public NatTest(NatProperties properties) {
        exceptions = new InsideAddresses(properties.exceptions());
    }

    /** Before the top Via is rewritten. */
    public Verdict check(Passage passage) {
        SipMessage message = passage.message();
        boolean found = viaDiffers(message, passage) || contactDiffers(message, passage);
        passage.behindNat(found && !exceptions.contains(passage.source().remote()));
        return Verdict.NEXT;
    }

    private static boolean viaDiffers(SipMessage message, Passage passage) {
        String text = message.header(HeaderNames.VIA).orElse("");
        String source = passage.peer().hostPort();
        int end = UDP_VIA.length() + source.length();
        if (text.startsWith(UDP_VIA) && text.startsWith(source, UDP_VIA.length()) && (text.length() == end || text.charAt(end) == ';')) {
            return isPrivate(passage.source().remote().getAddress());
        }
        Via via = message.topVia();
        int port = via.port() < 0 ? Protocol.of(via.transport()).orElse(Protocol.UDP).defaultPort() : via.port();
        return differs(via.host(), port, passage);
    }

    private static boolean contactDiffers(SipMessage message, Passage passage) {
        Optional<String> contact = message.header(HeaderNames.CONTACT);
        if (contact.isEmpty() || contact.get().equals("*") || PlainAddress.names(contact.get(), passage.peer().hostPort())) {
            return false; // the source itself was looked at with the Via
        }
        try {
            SipUri uri = NameAddr.parse(contact.get()).uri();
            return uri.isSip() && differs(uri.host(), uri.port() < 0 ? passage.arrival().protocol().defaultPort() : uri.port(), passage);
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    /** A name tells nothing. The port of a stream is the connection's, not the listener's, so it tells nothing either. */
    private static boolean differs(String host, int port, Passage passage) {
        InetSocketAddress source = passage.source().remote();
        Optional<InetSocketAddress> written = new HostPort(host, port).literal();
        return written.isPresent() && (isPrivate(written.get().getAddress()) || !written.get().getAddress().equals(source.getAddress())
                || passage.arrival().protocol() == Protocol.UDP && written.get().getPort() != source.getPort());
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
        return shared || uniqueLocal || address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }
}
