package io.tandem.b2bua.leg;

import java.util.HashSet;
import java.util.Set;

import static io.tandem.b2bua.leg.Step.go;
import static io.tandem.b2bua.leg.Step.ignore;

/** Callee-side (UAC) half of a call (RFC 3261 §13.2.2, §9.1, §15). Pure. Behind it a proxy may fork: a tag names the branch that speaks,
 * the first 2xx wins, every other one is acknowledged and hung up at once (§13.2.2.4). */
public final class CalleeLeg {
    private CalleeLeg() {}

    public sealed interface State {}
    /** INVITE sent, no final response. */
    public record Calling() implements State {}
    /** CANCEL sent or held back; a 2xx may still cross it (§9.1). */
    public record Cancelling() implements State {}
    /** 2xx taken, its ACK waits for the caller's. */
    public record Answered(String winner, Set<String> dropped) implements State {
        public Answered {
            dropped = Set.copyOf(dropped);
        }
    }
    public record Confirmed(String winner, Set<String> dropped) implements State {
        public Confirmed {
            dropped = Set.copyOf(dropped);
        }
    }
    /** Over; 2xx of the tags in {@code acknowledged} may still be repeated. */
    public record Released(Set<String> acknowledged) implements State {
        public Released {
            acknowledged = Set.copyOf(acknowledged);
        }
    }

    public sealed interface Event {}
    public record Progressed() implements Event {}
    /** A 2xx, first or repeated, of the dialog with this remote tag. */
    public record Accepted(String tag) implements Event {}
    /** A final response of 300 or higher. */
    public record Refused(int status) implements Event {}
    /** No response, no transport; the status is what the caller gets. */
    public record Failed(int status) implements Event {}
    /** It rings for too long. */
    public record RingTimeout() implements Event {}
    public record CallerAcknowledged() implements Event {}
    /** Leg A is over, or the call is to end. */
    public record CallerLeft() implements Event {}
    public record Bye(String tag) implements Event {}

    public sealed interface Command {}
    public record RelayProgress() implements Command {}
    public record RelayAnswer(String tag) implements Command {}
    public record SendCancel() implements Command {}
    /** The first ACK or, for a repeated 2xx, the same one again. */
    public record SendAck(String tag) implements Command {}
    public record SendBye(String tag) implements Command {}
    public record DropCaller(int status) implements Command {}

    public static Step<State, Command> on(State state, Event event) {
        return switch (state) {
            case Calling s -> switch (event) {
                case Progressed _          -> go(s, new RelayProgress());
                case Accepted e            -> go(new Answered(e.tag(), Set.of()), new RelayAnswer(e.tag()));
                case Refused e             -> go(released(), new DropCaller(e.status()));
                case Failed e              -> go(released(), new DropCaller(e.status()));
                case RingTimeout _         -> go(new Cancelling(), new SendCancel(), new DropCaller(480));
                case CallerLeft _          -> go(new Cancelling(), new SendCancel());
                case CallerAcknowledged _, Bye _ -> ignore(s);                     // §15: the callee ends no early dialog
            };
            case Cancelling s -> switch (event) {
                case Accepted e            -> hangUp(new Released(Set.of(e.tag())), e.tag());
                case Refused _, Failed _   -> go(released());
                case Progressed _, RingTimeout _, CallerAcknowledged _, CallerLeft _, Bye _ -> ignore(s);
            };
            case Answered s -> switch (event) {
                case Accepted e when e.tag().equals(s.winner())       -> ignore(s);   // the caller's ACK will come
                case Accepted e when s.dropped().contains(e.tag())    -> go(s, new SendAck(e.tag()));
                case Accepted e            -> hangUp(new Answered(s.winner(), with(s.dropped(), e.tag())), e.tag());
                case CallerAcknowledged _  -> go(new Confirmed(s.winner(), s.dropped()), new SendAck(s.winner()));
                case CallerLeft _          -> hangUp(over(s.winner(), s.dropped()), s.winner());
                case Bye e when e.tag().equals(s.winner()) ->                         // §13.2.2.4: every 2xx gets its ACK
                    go(over(s.winner(), s.dropped()), new SendAck(s.winner()), new DropCaller(480));
                case Bye _, Progressed _, Refused _, Failed _, RingTimeout _ -> ignore(s);
            };
            case Confirmed s -> switch (event) {
                case Accepted e when e.tag().equals(s.winner()) || s.dropped().contains(e.tag()) -> go(s, new SendAck(e.tag()));
                case Accepted e            -> hangUp(new Confirmed(s.winner(), with(s.dropped(), e.tag())), e.tag());
                case CallerLeft _          -> go(over(s.winner(), s.dropped()), new SendBye(s.winner()));
                case Bye e when e.tag().equals(s.winner())            -> go(over(s.winner(), s.dropped()), new DropCaller(480));
                case Bye _, Progressed _, Refused _, Failed _, RingTimeout _, CallerAcknowledged _ -> ignore(s);
            };
            case Released s -> switch (event) {
                case Accepted e when s.acknowledged().contains(e.tag()) -> go(s, new SendAck(e.tag()));
                case Accepted e            -> hangUp(new Released(with(s.acknowledged(), e.tag())), e.tag());
                case Progressed _, Refused _, Failed _, RingTimeout _, CallerAcknowledged _, CallerLeft _, Bye _ -> ignore(s);
            };
        };
    }

    private static Step<State, Command> hangUp(State next, String tag) {
        return go(next, new SendAck(tag), new SendBye(tag));
    }

    private static State released() {
        return new Released(Set.of());
    }

    private static State over(String winner, Set<String> dropped) {
        return new Released(with(dropped, winner));
    }

    private static Set<String> with(Set<String> tags, String tag) {
        var all = new HashSet<>(tags);
        all.add(tag);
        return all;
    }
}
