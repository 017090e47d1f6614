package io.tandem.lb.nat;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.text.PlainAddress;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Parameters;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Protocol;

/** Writes into the top Via where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4), so that the response finds back. */
public final class SourceVia {

    private static final String RECEIVED = "received";
    private static final String RPORT = "rport";

    private SourceVia() {}

    /** Both parameters, asked for or not: symmetric signalling. What the sender wrote there himself is replaced. */
    public static Verdict note(Passage passage) {
        String top = passage.message().header(HeaderNames.VIA).orElse("");
        StringBuilder text = new StringBuilder(top.length() + 48);
        if (isPlain(top)) {
            withoutSource(top, text);
        } else {
            withoutSource(passage.message().topVia(), text);
        }
        text.append(";received=").append(passage.peer().host()).append(";rport=").append(passage.peer().port());
        passage.message().replaceFirst(HeaderNames.VIA, text.toString());
        return Verdict.NEXT;
    }

    /** {@code SIP/2.0/UDP 1.2.3.4:5;a=b;c}: one blank, no quotes, no brackets. */
    private static boolean isPlain(String via) {
        int blank = via.indexOf(' ');
        return via.startsWith("SIP/2.0/") && blank > 8 && blank == via.lastIndexOf(' ') && via.indexOf('"') < 0 && via.indexOf('\t') < 0
                && PlainAddress.isSipUri("sip:" + via.substring(blank + 1), 0, via.length() - blank + 3);
    }

    private static void withoutSource(String via, StringBuilder text) {
        int copied = 0;
        for (int start = via.indexOf(';'); start >= 0;) {
            int next = via.indexOf(';', start + 1);
            if (isSourceParameter(via, start + 1)) {
                text.append(via, copied, start);
                copied = next < 0 ? via.length() : next;
            }
            start = next;
        }
        text.append(via, copied, via.length());
    }

    private static boolean isSourceParameter(String via, int at) {
        return isNamed(via, at, RPORT) || isNamed(via, at, RECEIVED);
    }

    private static boolean isNamed(String via, int at, String name) {
        int end = at + name.length();
        return via.regionMatches(true, at, name, 0, name.length()) && (end == via.length() || via.charAt(end) == '=' || via.charAt(end) == ';');
    }

    private static void withoutSource(Via via, StringBuilder text) {
        text.append("SIP/2.0/").append(via.transport()).append(' ').append(via.sentBy());
        for (Parameters.Parameter parameter : via.parameters().all()) {
            if (!parameter.name().equalsIgnoreCase(RECEIVED) && !parameter.name().equalsIgnoreCase(RPORT)) {
                text.append(';').append(parameter);
            }
        }
    }

    /** The same for an element of ours, if it wrote another address than it sends from. */
    public static Verdict noteIfDifferent(Passage passage) {
        Via via = passage.message().topVia();
        int port = via.port() < 0 ? Protocol.UDP.defaultPort() : via.port();
        boolean same = new HostPort(via.host(), port).literal().filter(passage.source().remote()::equals).isPresent();
        return same && !via.wantsRport() ? Verdict.NEXT : note(passage);
    }

    /** Where a response goes by its top Via (RFC 3261 §18.2.2, RFC 3581 §4). */
    public static HostPort responseTarget(SipMessage response) {
        String via = response.header(HeaderNames.VIA).orElse("");
        int parameters = via.indexOf(';');
        int host = parameters < 0 ? -1 : PlainAddress.parameter(via, parameters, RECEIVED);
        int port = host < 0 ? -1 : PlainAddress.parameter(via, parameters, RPORT);
        if (port < 0 || via.charAt(host) < '0' || via.charAt(host) > '9') {
            return responseTarget(response.topVia());
        }
        String received = via.substring(host, PlainAddress.endOfValue(via, host));
        return HostPort.parse(received + ':' + via.substring(port, PlainAddress.endOfValue(via, port)), 0)
                .filter(target -> target.port() > 0).orElseGet(() -> responseTarget(response.topVia()));
    }

    static HostPort responseTarget(Via via) {
        int sentBy = via.port() < 0 ? Protocol.of(via.transport()).orElse(Protocol.UDP).defaultPort() : via.port();
        String host = via.received().orElse(via.host());
        boolean bareIpv6 = host.indexOf(':') >= 0 && host.charAt(0) != '[';
        return new HostPort(bareIpv6 ? '[' + host + ']' : host, via.rport() > 0 ? via.rport() : sentBy);
    }
}
