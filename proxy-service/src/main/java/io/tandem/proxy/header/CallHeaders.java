package io.tandem.proxy.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.tandem.data.header.HeaderRule.Direction;
import io.tandem.proxy.leg.InternalHeaders;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** Header rules of a call that leaves, and of what comes back (§2.15). Pure. */
public final class CallHeaders {
    private CallHeaders() {}

    private record Turn(HeaderParty party, Direction direction) {}

    /** The rules see From and To as the callee would get them.
     * @param invite to the B2BUA, is changed
     * @return what the caller is told if a rule refuses the call */
    public static Optional<HeaderRewriting.Rejection> outbound(SipMessage invite, Attempt attempt) {
        boolean application = attempt.callee().filter(Callee.Application.class::isInstance).isPresent();
        boolean ruled = attempt.callersHeaders().hasRules() || attempt.forwardersHeaders().hasRules() || attempt.calleesHeaders().hasRules();
        if (application || !ruled && attempt.headers().touched().isEmpty()) { // a forwarder's rules before the last one may have touched some
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
        for (Direction place : places(attempt.callee().orElseThrow())) {
            turns.add(new Turn(attempt.callersHeaders(), place));
            turns.add(new Turn(attempt.calleesHeaders(), place));
        }
        turns.add(new Turn(attempt.callersHeaders(), Direction.A_OUTBOUND));
        turns.add(new Turn(attempt.forwardersHeaders(), Direction.CF_OUTBOUND));
        turns.add(new Turn(attempt.calleesHeaders(), Direction.B_OUTBOUND));
        return turns;
    }

    private static List<Direction> places(Callee callee) {
        return switch (callee) {
            case Callee.Local _ -> List.of(Direction.LOCAL);
            case Callee.Peer _ -> List.of(Direction.PEER);
            case Callee.Foreign _, Callee.Application _, Callee.Unknown _, Callee.Peers _ -> List.of();
        };
    }

    /** What becomes of a response of the callee, which is changed. Holds no message of the call. */
    public static UnaryOperator<SipMessage> reply(Attempt attempt) {
        ShownAgent agent = ShownAgent.of(attempt.ofCallee().own());
        ConnectedParty connected = ConnectedParty.of(attempt);
        HeaderEdits before = attempt.headers();
        List<HeaderParty> ruled = Stream.of(attempt.callersHeaders(), attempt.calleesHeaders()).filter(HeaderParty::hasRules).toList();
        return response -> {
            agent.applied(response);
            connected.show(response);
            HeaderEdits edits = before;
            for (HeaderParty party : ruled) {
                edits = HeaderRewriting.run(response, party, Direction.REPLY, edits).edits();
            }
            return response;
        };
    }
}
