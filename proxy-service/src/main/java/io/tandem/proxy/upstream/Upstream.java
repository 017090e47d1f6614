package io.tandem.proxy.upstream;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.Peering;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.trunk.TrunkCredentials;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipUri;

/** One registration of ours at somebody else's registrar. Immutable.
 * @param id          {@code subscriber:12} or {@code peer:4}
 * @param uuid        of the subscriber, 0 of a server of a peer: calls to the registered contact carry it
 * @param user        of From, To and Contact
 * @param registrar   domain of From and To, and where the DNS is asked if no server of a peer has that name
 * @param credentials with which challenges are answered
 * @param server      that is asked; empty for a registrar that is no server of a peer */
record Upstream(String id, String uuid, String user, SipUri registrar, TrunkCredentials credentials, Optional<PeerHost> server) {

    /** What a subscriber registers; empty if it does not want to.
     * @throws MalformedMessageException if the registrar makes no URI
     * @throws IllegalArgumentException  if none is named */
    static Optional<Upstream> of(Subscriber subscriber, Peering peering) {
        String id = "subscriber:" + subscriber.id();
        return of(id, subscriber.uuid(), subscriber.preferences(), Optional.empty()).map(upstream -> new Upstream(id, upstream.uuid(), upstream.user(),
                upstream.registrar(), upstream.credentials(), server(upstream.registrar(), peering)));
    }

    /** What a server of a peer wants to have registered. */
    static Optional<Upstream> of(PeerHost host) {
        return of("peer:" + host.id(), "0", host.preferences(), Optional.of(host));
    }

    private static Optional<Upstream> of(String id, String uuid, Preferences own, Optional<PeerHost> host) {
        Optional<String> user = own.get(CallPreferences.PEER_AUTH_USER);
        if (!own.get(CallPreferences.PEER_AUTH_REGISTER) || user.isEmpty()) {
            return Optional.empty();
        }
        String registrar = own.get(CallPreferences.PEER_AUTH_REGISTRAR).or(() -> own.get(CallPreferences.PEER_AUTH_REALM))
                .or(() -> host.map(PeerHost::shownHost))
                .orElseThrow(() -> new IllegalArgumentException("neither peer_auth_registrar_server nor peer_auth_realm says where"));
        TrunkCredentials credentials = new TrunkCredentials(own.get(CallPreferences.PEER_AUTH_HF_USER).orElse(user.get()),
                own.get(CallPreferences.PEER_AUTH_PASS).orElse(""), own.get(CallPreferences.PEER_AUTH_REALM));
        return Optional.of(new Upstream(id, uuid, user.get(), SipUri.parse("sip:" + registrar), credentials, host));
    }

    private static Optional<PeerHost> server(SipUri registrar, Peering peering) {
        return peering.groups().stream().flatMap(group -> group.hosts().stream())
                .filter(host -> List.of(host.shownHost().toLowerCase(Locale.ROOT), host.address()).contains(registrar.host().toLowerCase(Locale.ROOT))
                        && (registrar.port() < 0 || registrar.port() == host.port())).findFirst();
    }

    /** {@code sip:user@registrar}. */
    SipUri address() {
        return registrar.withUser(user);
    }

    @Override
    public String toString() {
        return id + " as " + address();
    }
}
