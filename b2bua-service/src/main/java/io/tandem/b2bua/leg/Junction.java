package io.tandem.b2bua.leg;

import static io.tandem.b2bua.leg.Step.go;
import static io.tandem.b2bua.leg.Step.ignore;

/** One party that is on the line and one that is called for it, until they talk and after (RFC 3725 §4.4, flow IV, from its second INVITE on). Pure. The one
 * called offers in its 2xx, a re-INVITE moves the other one there, and its answer goes back in the ACK. */
public final class Junction {
    private Junction() {}

    public sealed interface State {}
    /** The party called has not answered. */
    public record Inviting() implements State {}
    /** It has, and waits for its ACK until the other one has moved. */
    public record Moving() implements State {}
    public record Joined() implements State {}
    public record Released() implements State {}

    public sealed interface Event {}
    /** The party called has answered. */
    public record Answered() implements Event {}
    /** The other one has taken the offer. */
    public record Moved() implements Event {}
    /** The other one does not take it, or is gone. */
    public record NotMoved(int status) implements Event {}
    /** The party called refuses, is silent or hangs up. */
    public record InvitedLeft(int status) implements Event {}
    /** The party on the line hangs up. */
    public record StandingLeft() implements Event {}
    /** It is to end from the middle. */
    public record HangUp(int status) implements Event {}

    public sealed interface Command {}
    public record MoveStanding() implements Command {}
    public record AcknowledgeInvited() implements Command {}
    public record Join() implements Command {}
    /** CANCEL or BYE, whichever is due. */
    public record DropInvited() implements Command {}
    /** @param status why */
    public record DropStanding(int status) implements Command {}

    public static Step<State, Command> on(State state, Event event) {
        return switch (state) {
            case Inviting s -> switch (event) {
                case Answered _              -> go(new Moving(), new MoveStanding());
                case InvitedLeft e           -> go(new Released(), new DropStanding(e.status()));
                case StandingLeft _          -> go(new Released(), new DropInvited());
                case HangUp e                -> go(new Released(), new DropInvited(), new DropStanding(e.status()));
                case Moved _, NotMoved _     -> ignore(s);
            };
            case Moving s -> switch (event) {
                case Moved _                 -> go(new Joined(), new AcknowledgeInvited(), new Join());
                case NotMoved e              -> go(new Released(), new DropInvited(), new DropStanding(e.status()));
                case InvitedLeft e           -> go(new Released(), new DropStanding(e.status()));
                case StandingLeft _          -> go(new Released(), new DropInvited());
                case HangUp e                -> go(new Released(), new DropInvited(), new DropStanding(e.status()));
                case Answered _              -> ignore(s);
            };
            case Joined s -> switch (event) {
                case InvitedLeft e           -> go(new Released(), new DropStanding(e.status()));
                case StandingLeft _          -> go(new Released(), new DropInvited());
                case HangUp e                -> go(new Released(), new DropInvited(), new DropStanding(e.status()));
                case Answered _, Moved _, NotMoved _ -> ignore(s);
            };
            case Released s -> ignore(s);
        };
    }
}
