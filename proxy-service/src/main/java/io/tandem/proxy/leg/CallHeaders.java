package io.tandem.proxy.leg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.data.header.HeaderRule.Direction;
import io.tandem.proxy.header.HeaderCarrier;
import io.tandem.proxy.header.HeaderEdits;
import io.tandem.proxy.header.HeaderParty;
import io.tandem.proxy.header.HeaderRewriting;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** Header rules of a call that leaves, and of what comes back (§2.15). Pure. */
final class CallHeaders {
    private CallHeaders() {}

    private record Turn(HeaderParty party, Direction direction) {}

    /** The rules see From and To as the callee would get them.
     * @param invite to the B2BUA, is changed
     * @return what the caller is told if a rule refuses the call */
    static Optional<HeaderRewriting.Rejection> outbound(SipMessage invite, Attempt attempt) {
        if (!attempt.callersHeaders().hasRules() && !attempt.calleesHeaders().hasRules()) {
            return Optional.empty();
        }
        String from = invite.header(InternalHeaders.APP_FROM).orElseThrow();
        String to = invite.header(InternalHeaders.APP_TO).orElseThrow();
        SipMessage view = invite.copy().set(HeaderNames.FROM, from).set(HeaderNames.TO, to);
        HeaderEdits edits = attempt.headers();
        for (Turn turn : turns(attempt)) {
            HeaderRewriting.Outcome outcome = HeaderRewriting.run(view, turn.party(), turn.direction(), edits);
            if (outcome.rejection().isPresent()) {
                return outcome.rejection();
            }
            edits = outcome.edits();
        }
        invite.set(InternalHeaders.APP_FROM, view.header(HeaderNames.FROM).orElse(from)).set(InternalHeaders.APP_TO, view.header(HeaderNames.TO).orElse(to));
        HeaderCarrier.load(view, edits.touched().stream()
                .filter(name -> !name.equalsIgnoreCase(HeaderNames.FROM) && !name.equalsIgnoreCase(HeaderNames.TO)).toList(), invite);
        return Optional.empty();
    }

    private static List<Turn> turns(Attempt attempt) {
        List<Turn> turns = new ArrayList<>();
        Direction place = attempt.callee().filter(Callee.Peer.class::isInstance).isPresent() ? Direction.PEER : Direction.LOCAL;
        turns.add(new Turn(attempt.callersHeaders(), place));
        turns.add(new Turn(attempt.calleesHeaders(), place));
        turns.add(new Turn(attempt.callersHeaders(), Direction.A_OUTBOUND));
        turns.add(new Turn(attempt.calleesHeaders(), Direction.B_OUTBOUND));
        return turns;
    }

    /** @param response of the callee, is changed */
    static void reply(SipMessage response, Attempt attempt) {
        HeaderEdits edits = attempt.headers();
        for (HeaderParty party : List.of(attempt.callersHeaders(), attempt.calleesHeaders())) {
            if (party.hasRules()) {
                edits = HeaderRewriting.run(response, party, Direction.REPLY, edits).edits();
            }
        }
    }
}
