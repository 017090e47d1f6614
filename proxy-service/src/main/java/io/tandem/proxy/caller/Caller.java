package io.tandem.proxy.caller;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.proxy.number.TelNumber;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** The sender of a request, once that is sure.
 * @param subscriber   whose credentials they were; for a peer what stands for its caller in decisions and records: no id, the user of From at the address
 *                     of the server, and that server's preferences; for a stranger likewise: no id, the user and domain of From, no preferences
 * @param userName     user name of the credentials: the subscriber's, or the name of one of its devices; empty for who needs none
 * @param realm        of the credentials; domain of From for a peer, or its server's address if From is a tel URI
 * @param sourceIp     where the request entered the system
 * @param userAgent    empty without a User-Agent header
 * @param peer         the server that sent it; empty for a subscriber
 * @param isThirdParty the B2BUA makes the call for the subscriber: address and User-Agent are not its phone's */
public record Caller(Subscriber subscriber, String userName, String realm, String sourceIp, String userAgent, Optional<PeerHost> peer, boolean isThirdParty) {
    private static final String NOBODY = "0";
    private static final Pattern UUID = Pattern.compile("[A-Za-z0-9-]{2,64}"); // that of a server's own registration is 0

    /** A subscriber that has authenticated. */
    public static Caller authenticated(Subscriber subscriber, String userName, String realm, SipMessage request) {
        return new Caller(subscriber, userName, realm, request.header("P-NGCP-Src-Ip").orElse(""), request.header(HeaderNames.USER_AGENT).orElse(""),
                Optional.empty(), false);
    }

    /** A subscriber that is known by its address. */
    public static Caller trusted(Subscriber subscriber, SipMessage request) {
        return authenticated(subscriber, "", subscriber.domain(), request);
    }

    /** A subscriber for whom the B2BUA makes a call (RFC 3725).
     * @param source address of the B2BUA */
    public static Caller thirdParty(Subscriber subscriber, SipMessage request, String source) {
        return new Caller(subscriber, "", subscriber.domain(), source, request.header(HeaderNames.USER_AGENT).orElse(""), Optional.empty(), true);
    }

    /** A call from a peer, which needs no password. */
    public static Caller of(PeerHost peer, SipMessage request) {
        SipUri from = request.from().uri();
        Subscriber standIn = new Subscriber(0, NOBODY, TelNumber.of(from), peer.ip(), 0, 0, "", 0, Optional.empty(),
                Optional.empty(), SubscriberStatus.ACTIVE, Optional.empty(), List.of(), peer.preferences(), Preferences.NONE);
        String domain = from.isSip() ? from.host() : peer.address();
        return new Caller(standIn, "", domain, peer.ip(), request.header(HeaderNames.USER_AGENT).orElse(""), Optional.of(peer), false);
    }

    /** Somebody of another domain, of whom nothing is known but what its From says. */
    public static Caller stranger(SipMessage request) {
        SipUri from = request.from().uri();
        Subscriber standIn = new Subscriber(0, NOBODY, TelNumber.of(from), from.host(), 0, 0, "", 0, Optional.empty(),
                Optional.empty(), SubscriberStatus.ACTIVE, Optional.empty(), List.of(), Preferences.NONE, Preferences.NONE);
        return new Caller(standIn, "", from.host(), request.header("P-NGCP-Src-Ip").orElse(""), request.header(HeaderNames.USER_AGENT).orElse(""),
                Optional.empty(), false);
    }

    /** The subscriber who answers for a call that it forwards, made by this caller. */
    public Caller standingIn(Subscriber forwarder) {
        return new Caller(forwarder, forwarder.username(), forwarder.domain(), sourceIp, userAgent, Optional.empty(), isThirdParty);
    }

    /** The subscriber that is registered at this peer and called by that registration ({@code find_subscriber_by_uuid}): its uuid in the request URI. */
    public Optional<String> registration(SipUri dialled) {
        return peer.filter(server -> server.preferences().get(CallPreferences.FIND_SUBSCRIBER_BY_UUID)).flatMap(_ -> dialled.parameter("uuid"))
                .filter(uuid -> UUID.matcher(uuid).matches());
    }

    /** Is a subscriber, by its password or its address. */
    public boolean isAuthenticated() {
        return subscriber.id() != 0;
    }

    /** Is of another domain, and nobody vouches for it. */
    public boolean isStranger() {
        return !isAuthenticated() && peer.isEmpty();
    }

    /** Has shown its password: the load balancer hears of it. */
    public boolean hasPassword() {
        return !userName.isEmpty();
    }
}
