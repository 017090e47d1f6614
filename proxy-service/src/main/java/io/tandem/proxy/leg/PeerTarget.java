package io.tandem.proxy.leg;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.preference.CallPreferences;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.peer.PeerRoute;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.bytes.Lists;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipUri;

/** Request URIs of calls to peers. On its way through the B2BUA such a URI names the peer's server by its id. Pure. */
public final class PeerTarget {
    private static final String ID = "tandem-peer";

    private PeerTarget() {}

    /** The attempt for one of the peers: what it is shown, and the number as it knows it. */
    public static Attempt attempt(Attempt attempt, Callee.Peers callee, PeerRoute route) {
        return OutgoingInvite.forPeer(attempt, callee, route);
    }

    /** Where a request to that number goes: {@code sip:number@host:port;transport=udp}. */
    public static SipUri of(Callee.Peer callee) {
        PeerHost host = callee.route().host();
        return onWire(of(callee.sent(), host).toString(), host);
    }

    /** {@code sip:number@host:port;transport=udp}, and whose server that is. */
    static SipUri of(String number, PeerHost host) {
        return SipUri.of(number, host.shownHost(), host.port()).withParameter("transport", host.transport().token())
                .withParameter(ID, Integer.toString(host.id()));
    }

    /** The server of a URI that {@link #of} has made; empty for any other. */
    static OptionalInt hostId(SipUri uri) {
        return uri.parameter(ID).filter(id -> id.matches("\\d{1,9}")).map(id -> OptionalInt.of(Integer.parseInt(id))).orElse(OptionalInt.empty());
    }

    /** As the peer gets it. */
    static SipUri onWire(String requestUri, PeerHost host) {
        return SipUri.parse(requestUri).withHostPort(host.shownHost(), host.port()).withoutParameter(ID);
    }

    /** {@code P-D-Uri}: the load balancer sends to the first of the Routes, else to the peer's address, or to what the DNS says its name is.
     * @param loadBalancer {@code sip:ip:port;lr} */
    public static SipUri dUri(SipUri loadBalancer, PeerHost host) {
        SipUri dUri = loadBalancer.withParameter("received", host.viaRoute().map(routes -> received(first(routes)))
                .orElseGet(() -> received(host.preferences().get(CallPreferences.HOSTNAME_RESOLUTION) ? host.shownHost() : host.address(), host.port(),
                        host.transport().token())));
        return host.preferences().get(CallPreferences.OUTBOUND_SOCKET).map(named -> dUri.withParameter("socket", named)).orElse(dUri);
    }

    private static SipUri first(String routes) {
        return NameAddr.parse(routes.substring(0, Lists.elementEnd(routes.getBytes(StandardCharsets.ISO_8859_1), 0, routes.length()))).uri();
    }

    private static String received(SipUri route) {
        String transport = route.parameter("transport").map(given -> given.toLowerCase(Locale.ROOT)).orElse(route.scheme().equals("sips") ? "tls" : "udp");
        return received(route.host(), route.port() >= 0 ? route.port() : transport.equals("tls") ? 5061 : 5060, transport);
    }

    private static String received(String host, int port, String transport) {
        return "sip:" + host + ":" + port + "%3Btransport%3D" + transport;
    }
}
