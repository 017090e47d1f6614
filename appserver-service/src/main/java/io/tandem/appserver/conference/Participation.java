package io.tandem.appserver.conference;

import java.util.List;

/** A caller on its way into a room and out of it. Pure and immutable.
 * @param wrong PINs entered that were not right */
record Participation(Phase phase, int wrong) {
    static final Participation NEW = new Participation(Phase.IDLE, 0);
    private static final int PINS = 3;

    enum Phase {
        /** The ACK has not come. */
        IDLE,
        /** For the PIN. */
        ASKING,
        ENTERING, INSIDE,
        /** Last words. */
        CLOSING, OVER
    }

    sealed interface Event {}
    record Established(boolean asksPin) implements Event {}
    record PinEntered(boolean right) implements Event {}
    record Entered(Rooms.Entry entry) implements Event {}
    record Played(Cue cue) implements Event {}
    /** Nothing comes from the caller any more. */
    record Gone() implements Event {}
    record CallerLeft() implements Event {}

    sealed interface Action {}
    record Play(Cue cue) implements Action {}
    record StopPlaying() implements Action {}
    record AwaitKey() implements Action {}
    record Enter() implements Action {}
    record Leave() implements Action {}
    record HangUp() implements Action {}
    record Finish() implements Action {}

    record Step(Participation next, List<Action> actions) {}

    Step on(Event event) {
        return switch (phase) {
            case IDLE -> switch (event) {
                case Established e when e.asksPin() -> go(Phase.ASKING, new Play(Cue.GREETING), new Play(Cue.PIN));
                case Established _ -> go(Phase.ENTERING, new Play(Cue.GREETING), new Enter());
                case CallerLeft _ -> over();
                case PinEntered _, Entered _, Played _, Gone _ -> ignore();
            };
            case ASKING -> switch (event) {
                case Played played when played.cue() != Cue.GREETING -> go(Phase.ASKING, new AwaitKey());
                case PinEntered pin when pin.right() -> go(Phase.ENTERING, new StopPlaying(), new Enter());
                case PinEntered _ -> wrong + 1 < PINS
                        ? new Step(new Participation(Phase.ASKING, wrong + 1), List.of(new StopPlaying(), new Play(Cue.PIN_WRONG)))
                        : go(Phase.CLOSING, new StopPlaying(), new Play(Cue.GOODBYE));
                case CallerLeft _ -> over();
                case Established _, Entered _, Played _, Gone _ -> ignore();
            };
            case ENTERING -> switch (event) {
                case Entered entered -> switch (entered.entry()) {
                    case FULL -> go(Phase.CLOSING, new StopPlaying(), new Play(Cue.FULL));
                    case ALONE -> go(Phase.INSIDE, new Play(Cue.JOINED), new Play(Cue.FIRST));
                    case JOINED -> go(Phase.INSIDE, new Play(Cue.JOINED));
                };
                case CallerLeft _ -> over();
                case Established _, PinEntered _, Played _, Gone _ -> ignore();
            };
            case INSIDE -> switch (event) {
                case Gone _ -> go(Phase.OVER, new Leave(), new HangUp(), new Finish());
                case CallerLeft _ -> go(Phase.OVER, new Leave(), new Finish());
                case Established _, PinEntered _, Entered _, Played _ -> ignore();
            };
            case CLOSING -> switch (event) {
                case Played played when played.cue() == Cue.FULL || played.cue() == Cue.GOODBYE -> go(Phase.OVER, new HangUp(), new Finish());
                case CallerLeft _ -> over();
                case Established _, PinEntered _, Entered _, Played _, Gone _ -> ignore();
            };
            case OVER -> ignore();
        };
    }

    private Step over() {
        return go(Phase.OVER, new StopPlaying(), new Finish());
    }

    private Step go(Phase next, Action... actions) {
        return new Step(new Participation(next, wrong), List.of(actions));
    }

    private Step ignore() {
        return new Step(this, List.of());
    }
}
