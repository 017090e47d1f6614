package io.tandem.b2bua.leg;

import static io.tandem.b2bua.leg.Step.go;
import static io.tandem.b2bua.leg.Step.ignore;

/** A re-INVITE carried from one leg to the other (RFC 3261 §14). Pure. A CANCEL is passed on and the far end's final response decides. */
public final class Reinvite {
    private Reinvite() {}

    public sealed interface State {}
    public record Pending() implements State {}
    /** 2xx passed back, the requester's ACK outstanding. */
    public record Answered() implements State {}
    /** The call ended first; the far end's final response is still to come. */
    public record Abandoned() implements State {}
    /** Nothing outstanding; a repeated 2xx is acknowledged again. */
    public record Done() implements State {}

    public sealed interface Event {}
    public record Progressed() implements Event {}
    public record Accepted() implements Event {}
    public record Refused(int status) implements Event {}
    public record Failed(int status) implements Event {}
    public record Cancel() implements Event {}
    public record Ack() implements Event {}
    public record AckTimeout() implements Event {}
    public record CallEnded() implements Event {}

    public sealed interface Command {}
    public record RelayProgress() implements Command {}
    public record RelayAnswer() implements Command {}
    public record RelayRefusal() implements Command {}
    public record SendFinal(int status) implements Command {}
    public record SendCancel() implements Command {}
    /** The requester's ACK with its body, or the same one again. */
    public record SendAck() implements Command {}
    public record EndCall() implements Command {}

    public static Step<State, Command> on(State state, Event event) {
        return switch (state) {
            case Pending s -> switch (event) {
                case Progressed _               -> go(s, new RelayProgress());
                case Accepted _                 -> go(new Answered(), new RelayAnswer());
                case Refused e when endsDialog(e.status()) -> go(new Done(), new RelayRefusal(), new EndCall());
                case Refused _                  -> go(new Done(), new RelayRefusal());
                case Failed e when endsDialog(e.status()) -> go(new Done(), new SendFinal(e.status()), new EndCall());
                case Failed e                   -> go(new Done(), new SendFinal(e.status()));
                case Cancel _                   -> go(s, new SendCancel());
                case CallEnded _                -> go(new Abandoned(), new SendFinal(487), new SendCancel()); // §15.1.2
                case Ack _, AckTimeout _        -> ignore(s);
            };
            case Answered s -> switch (event) {
                case Ack _                      -> go(new Done(), new SendAck());
                case AckTimeout _               -> go(new Done(), new SendAck(), new EndCall());              // §13.3.1.4
                case CallEnded _                -> go(new Done(), new SendAck());
                case Progressed _, Accepted _, Refused _, Failed _, Cancel _ -> ignore(s);
            };
            case Abandoned s -> switch (event) {
                case Accepted _                 -> go(new Done(), new SendAck());
                case Refused _, Failed _        -> go(new Done());
                case Progressed _, Cancel _, Ack _, AckTimeout _, CallEnded _ -> ignore(s);
            };
            case Done s -> switch (event) {
                case Accepted _                 -> go(s, new SendAck());
                case Progressed _, Refused _, Failed _, Cancel _, Ack _, AckTimeout _, CallEnded _ -> ignore(s);
            };
        };
    }

    /** Answers after which the dialog is no more (RFC 3261 §12.2.1.2, RFC 5057 §5.1). */
    public static boolean endsDialog(int status) {
        return status == 408 || status == 481;
    }
}
