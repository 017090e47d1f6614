package io.tandem.proxy.peer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.header.HeaderParty;

/** A peer's server that a call may leave to. Immutable.
 * @param settings of that server, its rewrite rules included
 * @param headers  its header rules
 * @param up       it is not known to be out of order */
public record PeerRoute(PeerHost host, PartySnapshot settings, HeaderParty headers, boolean up) {
    /** So the preferences begin that say what a party is shown (§2.9). */
    private static final String SHOWN = "outbound_";
    /** About the way to a server, or set for servers alone. */
    private static final Set<String> NOT_SHOWN = Set.of("outbound_socket", "outbound_hostname_resolution", "outbound_diversion_counter");

    /** Up, and not shut: a limit of no calls at all shuts a server (§2.7). */
    public boolean isOpen() {
        Preferences own = settings.own();
        return up && own.get(CallPreferences.CONCURRENT_MAX).orElse(1) > 0 && own.get(CallPreferences.CONCURRENT_MAX_OUT).orElse(1) > 0;
    }

    /** For a call to a subscriber that is forced to this peer ({@code force_outb_call_uses_peer_hdrs}): it is shown what the subscriber would be.
     * @param callee settings of that subscriber; empty: the peer's own hold */
    public PeerRoute showing(Optional<Preferences> callee) {
        if (callee.isEmpty() || settings.own().get(CallPreferences.FORCED_USES_PEER)) {
            return this;
        }
        Map<String, List<String>> own = new HashMap<>(settings.own().values());
        own.keySet().removeIf(PeerRoute::isShown);
        callee.get().values().forEach((name, values) -> {
            if (isShown(name)) {
                own.put(name, values);
            }
        });
        return new PeerRoute(host, settings.withOwn(new Preferences(own)), headers, up);
    }

    private static boolean isShown(String preference) {
        return preference.startsWith(SHOWN) && !NOT_SHOWN.contains(preference);
    }

    @Override
    public String toString() {
        return host.name() + " (" + host.ip() + ":" + host.port() + ";" + host.transport().token() + ")";
    }
}
