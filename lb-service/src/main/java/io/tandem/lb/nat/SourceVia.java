package io.tandem.lb.nat;

import java.net.InetSocketAddress;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Parameters;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Protocol;

/** Writes into the top Via where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4), so that the response finds back. */
public final class SourceVia {

    private SourceVia() {}

    /** Both parameters, asked for or not: symmetric signalling. What the sender wrote there himself is replaced. */
    public static Verdict note(Passage passage) {
        Via via = passage.message().topVia();
        InetSocketAddress remote = passage.source().remote();
        StringBuilder text = new StringBuilder(128).append("SIP/2.0/").append(via.transport()).append(' ').append(via.sentBy());
        for (Parameters.Parameter parameter : via.parameters().all()) {
            if (!parameter.name().equalsIgnoreCase("received") && !parameter.name().equalsIgnoreCase("rport")) {
                text.append(';').append(parameter);
            }
        }
        text.append(";received=").append(HostPort.host(remote.getAddress())).append(";rport=").append(remote.getPort());
        passage.message().replaceFirst(HeaderNames.VIA, text.toString());
        return Verdict.NEXT;
    }

    /** The same for an element of ours, if it wrote another address than it sends from. */
    public static Verdict noteIfDifferent(Passage passage) {
        Via via = passage.message().topVia();
        int port = via.port() < 0 ? Protocol.UDP.defaultPort() : via.port();
        boolean same = new HostPort(via.host(), port).literal().filter(passage.source().remote()::equals).isPresent();
        return same && !via.wantsRport() ? Verdict.NEXT : note(passage);
    }

    /** Where a response goes by this Via (RFC 3261 §18.2.2, RFC 3581 §4). */
    public static HostPort responseTarget(Via via) {
        int sentBy = via.port() < 0 ? Protocol.of(via.transport()).orElse(Protocol.UDP).defaultPort() : via.port();
        String host = via.received().orElse(via.host());
        boolean bareIpv6 = host.indexOf(':') >= 0 && host.charAt(0) != '[';
        return new HostPort(bareIpv6 ? '[' + host + ']' : host, via.rport() > 0 ? via.rport() : sentBy);
    }
}
