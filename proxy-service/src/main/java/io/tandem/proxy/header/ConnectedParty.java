package io.tandem.proxy.header;

import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Tells a caller whom it is connected with (§2.9): {@code colp_cf} after forwards, {@code colp_pstn} at peers; extensions within a
 * PBX; {@code colr} keeps a callee hidden. Pure.
 * @param hidden  whatever the callee says of itself
 * @param rings   whom a caller sees already while it rings
 * @param answers whom it sees then */
record ConnectedParty(boolean hidden, Optional<SipUri> rings, Optional<SipUri> answers) {

    static ConnectedParty of(Attempt attempt) {
        boolean hidden = isHidden(attempt);
        Optional<SipUri> extension = hidden ? Optional.empty() : extension(attempt);
        return new ConnectedParty(hidden, extension, hidden ? Optional.empty() : extension.or(() -> number(attempt)));
    }

    /** @param response to the INVITE, is changed */
    void show(SipMessage response) {
        if (hidden) {
            response.remove(HeaderNames.P_ASSERTED_IDENTITY);
        } else if (response.status() > 100 && response.status() < 300) {
            (response.status() >= 200 ? answers : rings)
                    .ifPresent(connected -> response.set(HeaderNames.P_ASSERTED_IDENTITY, NameAddr.of(connected).toString()));
        }
    }

    /** Within a PBX the caller sees the extension that it is connected to, or that rings (§3.10). */
    private static Optional<SipUri> extension(Attempt attempt) {
        return attempt.isWithinPbx() ? attempt.ofCallee().own().get(CallPreferences.PBX_EXTENSION).flatMap(extension -> attempt.localCallee()
                .map(callee -> SipUri.of(extension, callee.subscriber().domain(), -1))) : Optional.empty();
    }

    private static boolean isHidden(Attempt attempt) {
        return attempt.localCallee().isPresent() && attempt.ofCallee().own().get(CallPreferences.COLR);
    }

    private static Optional<SipUri> number(Attempt attempt) {
        Preferences caller = attempt.original().ofCaller().own();
        boolean wanted = attempt.forwarded().isPresent() && caller.get(CallPreferences.COLP_CF);
        return attempt.callee().flatMap(callee -> switch (callee) {
            case Callee.Local local when wanted -> Optional.of(SipUri.of(CallerNumbers.network(local.subscriber()), local.subscriber().domain(), -1));
            case Callee.Peer peer when wanted || caller.get(CallPreferences.COLP_PSTN) ->
                Optional.of(SipUri.of(peer.number(), attempt.original().caller().orElseThrow().realm(), -1));
            case Callee.Local _, Callee.Peer _, Callee.Application _, Callee.Foreign _, Callee.Unknown _, Callee.Peers _ -> Optional.empty();
        });
    }
}
