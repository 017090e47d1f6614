package io.tandem.proxy.peer;

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

    /** Up, and not shut: a limit of no calls at all shuts a server (§2.7). */
    public boolean isOpen() {
        Preferences own = settings.own();
        return up && own.get(CallPreferences.CONCURRENT_MAX).orElse(1) > 0 && own.get(CallPreferences.CONCURRENT_MAX_OUT).orElse(1) > 0;
    }

    @Override
    public String toString() {
        return host.name() + " (" + host.ip() + ":" + host.port() + ";" + host.transport().token() + ")";
    }
}
