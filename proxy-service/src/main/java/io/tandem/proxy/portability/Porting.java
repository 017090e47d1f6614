package io.tandem.proxy.portability;

import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.ForcedToPeer;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.Verdict;
import io.tandem.sip.message.SipUri;

/** What calls ask the table of ported numbers, and what follows from the answer (§2.17). Pure. */
public final class Porting {
    private Porting() {}

    public static PortabilityLookup.Question question(Attempt attempt) {
        PartySnapshot caller = attempt.ofCaller();
        boolean asked = !attempt.isEmergency() && !caller.own().get(CallPreferences.SKIP_CALLEE_LNP_LOOKUP)
                && switch (attempt.callee().orElseThrow()) {
                    case Callee.Unknown unknown -> unknown.served();
                    case Callee.Local local -> caller.own().get(CallPreferences.LNP_FOR_LOCAL_SUB)
                            || caller.own().get(CallPreferences.FORCE_OUTBOUND) == ForcedToPeer.FORCE_NONLOCAL_LNP
                            || local.subscriber().preferences().get(CallPreferences.LNP_FOR_LOCAL_SUB);
                    case Callee.Application _, Callee.Foreign _, Callee.Peers _, Callee.Peer _ -> false;
                };
        Caller known = attempt.caller().orElseThrow();
        return new PortabilityLookup.Question(attempt.arrival(), caller, asked ? Optional.of(attempt.calledNumber()) : Optional.empty(),
                caller.own().get(CallPreferences.CALLER_LNP_LOOKUP) ? Optional.of(attempt.shown(known).network()) : Optional.empty());
    }

    /** A subscriber's number that is elsewhere now is called there. */
    public static Verdict found(Attempt attempt, Portability found) {
        Attempt known = attempt.with(found);
        return new Verdict.Proceed(attempt.localCallee().isPresent() && found.isAway() ? elsewhere(known, Optional.empty()) : known);
    }

    /** A number of a carrier whose numbers are all here, and that nobody has, does not exist. */
    public static Verdict allocated(Attempt attempt) {
        boolean spare = attempt.portability().isAuthoritative() && attempt.localCallee().isEmpty();
        return spare ? Verdict.refuse(404, "Not Found") : new Verdict.Proceed(attempt);
    }

    /** A subscriber that is called by its number at a peer.
     * @param shown whose {@code outbound_*} settings hold there; empty: those of the peer do */
    public static Attempt elsewhere(Attempt attempt, Optional<Preferences> shown) {
        String number = attempt.calledNumber();
        SipUri called = number.isEmpty() || number.equals(attempt.calledUser()) ? attempt.called() : attempt.called().withUser(number);
        return attempt.calling(called).withCalleeData(PartySnapshot.NONE).to(new Callee.Unknown(true, shown));
    }

    /** The number for which peers are looked for. */
    public static String routed(Attempt attempt) {
        return attempt.portability().routed(attempt.calledUser(), attempt.ofCaller().own().get(CallPreferences.LNP_TO_RN));
    }
}
