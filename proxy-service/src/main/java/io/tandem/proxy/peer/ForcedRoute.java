package io.tandem.proxy.peer;

import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.ForcedToPeer;
import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;

/** Whether a call to a subscriber leaves to a peer instead (§2.4). Pure.
 * @param dialled user part under which the callee was called, without plus sign */
public record ForcedRoute(Subscriber caller, Subscriber callee, String dialled) {

    /** @param offline the callee has no contact */
    public boolean isWanted(boolean offline) {
        return holds(caller.preferences().get(CallPreferences.FORCE_OUTBOUND), offline)
                || holds(callee.preferences().get(CallPreferences.FORCE_INBOUND), offline);
    }

    /** Whose {@code outbound_*} settings hold for a call that is forced out: the callee's, as if it were rung, unless one of the two wants those of the peer.
     * @return those of the callee; empty: the peer's */
    public static Optional<Preferences> shown(Preferences caller, Preferences callee) {
        return caller.get(CallPreferences.FORCED_USES_PEER) || callee.get(CallPreferences.FORCED_USES_PEER) ? Optional.empty()
                : Optional.of(callee);
    }

    private boolean holds(ForcedToPeer wish, boolean offline) {
        return switch (wish) {
            case NEVER, FORCE_NONLOCAL, FORCE_NONLOCAL_LNP -> false; // the callee is local
            case FORCE -> true;
            case FORCE_OFFLINE -> offline;
            case FORCE_OFFLINE_PRIMARY -> offline && callee.alias(dialled).filter(Alias::isPrimary).isPresent();
            case FORCE_OFFLINE_ALIAS -> offline && callee.alias(dialled).filter(alias -> !alias.isPrimary()).isPresent();
            case FORCE_INTERPBX -> caller.customerId() != callee.customerId();
            case FORCE_INTERDOMAIN -> caller.domainId() != callee.domainId();
        };
    }
}
