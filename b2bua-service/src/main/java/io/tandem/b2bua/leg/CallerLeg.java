package io.tandem.b2bua.leg;

import static io.tandem.b2bua.leg.Step.go;
import static io.tandem.b2bua.leg.Step.ignore;

/** Caller-side (UAS) half of a call (RFC 3261 §13.3.1, §9.2, §15). Pure. The transaction layer answers CANCEL, the request flow answers BYE. */
public final class CallerLeg {
    private CallerLeg() {}

    public sealed interface State {}
    /** No final response sent. */
    public record Early() implements State {}
    /** 200 sent, ACK outstanding. */
    public record Accepted(boolean calleeGone) implements State {}
    public record Confirmed() implements State {}
    public record Released() implements State {}

    public sealed interface Event {}
    public record CalleeProgressed() implements Event {}
    public record CalleeAnswered() implements Event {}
    /** Leg B is over, or the call is to end: refused, timed out, hung up, too long. */
    public record CalleeLeft(int status) implements Event {}
    public record Cancel() implements Event {}
    public record Bye() implements Event {}
    public record Ack() implements Event {}
    /** No ACK came for 64*T1. */
    public record AckTimeout() implements Event {}

    public sealed interface Command {}
    public record SendProgress() implements Command {}
    public record SendOk() implements Command {}
    public record SendFinal(int status) implements Command {}
    public record PassAck() implements Command {}
    public record SendBye() implements Command {}
    public record DropCallee() implements Command {}

    public static Step<State, Command> on(State state, Event event) {
        return switch (state) {
            case Early s -> switch (event) {
                case CalleeProgressed _         -> go(s, new SendProgress());
                case CalleeAnswered _           -> go(new Accepted(false), new SendOk());
                case CalleeLeft e               -> go(new Released(), new SendFinal(e.status()));
                case Cancel _, Bye _            -> go(new Released(), new SendFinal(487), new DropCallee());
                case Ack _, AckTimeout _        -> ignore(s);
            };
            case Accepted s -> switch (event) {
                case Ack _ when s.calleeGone()  -> go(new Released(), new PassAck(), new SendBye());
                case Ack _                      -> go(new Confirmed(), new PassAck());
                case AckTimeout _               -> go(new Released(), new SendBye(), new DropCallee()); // §13.3.1.4
                case CalleeLeft _               -> go(new Accepted(true));          // §15: no BYE before the ACK
                case Bye _                      -> go(new Released(), new DropCallee());
                case Cancel _, CalleeAnswered _, CalleeProgressed _ -> ignore(s);   // §9.2: too late to cancel
            };
            case Confirmed s -> switch (event) {
                case Bye _                      -> go(new Released(), new DropCallee());
                case CalleeLeft _               -> go(new Released(), new SendBye());
                case Ack _, AckTimeout _, Cancel _, CalleeAnswered _, CalleeProgressed _ -> ignore(s);
            };
            case Released s -> ignore(s);
        };
    }
}
