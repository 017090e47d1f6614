package io.tandem.appserver.voicemail;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.tandem.appserver.prompt.Prompt;

/** An owner who listens to its new messages (signalling.md §4.1). Pure and immutable.
 * @param count   messages there are
 * @param at      the one that is played
 * @param wrong   PINs entered that were not right
 * @param heard   those that were played
 * @param deleted those that go when the owner leaves */
record Listening(Phase phase, int count, int at, int wrong, Set<Integer> heard, Set<Integer> deleted) {
    private static final int PINS = 3;

    enum Phase {
        /** The ACK has not come. */
        IDLE, PIN, FETCHING, PLAYING,
        /** For a key. */
        WAITING,
        /** Last words. */
        CLOSING,
        /** What was heard and deleted is written. */
        SAVING, LEFT, OVER
    }

    sealed interface Event {}
    record Established(boolean asksPin) implements Event {}
    record PinEntered(boolean right) implements Event {}
    record Key(char digit) implements Event {}
    record Fetched() implements Event {}
    record NotFetched() implements Event {}
    record Played() implements Event {}
    record Silence() implements Event {}
    record CallerLeft() implements Event {}
    record Saved() implements Event {}

    sealed interface Action {}
    record Play(Prompt prompt) implements Action {}
    record StopPlaying() implements Action {}
    record Fetch(int message) implements Action {}
    record PlayMessage() implements Action {}
    record AwaitKey() implements Action {}
    record Save() implements Action {}
    record HangUp() implements Action {}
    record Finish() implements Action {}

    record Step(Listening next, List<Action> actions) {}

    Listening {
        heard = Set.copyOf(heard);
        deleted = Set.copyOf(deleted);
    }

    static Listening to(int messages) {
        return new Listening(Phase.IDLE, messages, 0, 0, Set.of(), Set.of());
    }

    Step on(Event event) {
        if (event instanceof CallerLeft && phase != Phase.OVER) {
            return phase == Phase.SAVING ? go(Phase.LEFT) : go(Phase.LEFT, new Save());
        }
        return switch (phase) {
            case IDLE -> switch (event) {
                case Established e when e.asksPin() -> go(Phase.PIN, new Play(Prompt.PIN), new AwaitKey());
                case Established _ -> begin();
                case PinEntered _, Key _, Fetched _, NotFetched _, Played _, Silence _, CallerLeft _, Saved _ -> ignore();
            };
            case PIN -> asked(event);
            case FETCHING -> switch (event) {
                case Fetched _ -> new Listening(Phase.PLAYING, count, at, wrong, plus(heard, at), deleted).with(new Play(Prompt.BEEP), new PlayMessage());
                case NotFetched _ -> go(Phase.CLOSING, new Play(Prompt.SERVICE_ERROR));
                case Key key when key.digit() == '#' -> goodbye();
                case Established _, PinEntered _, Key _, Played _, Silence _, CallerLeft _, Saved _ -> ignore();
            };
            case PLAYING -> switch (event) {
                case Played _ -> go(Phase.WAITING, new AwaitKey());
                case Key key -> pressed(key.digit());
                case Established _, PinEntered _, Fetched _, NotFetched _, Silence _, CallerLeft _, Saved _ -> ignore();
            };
            case WAITING -> switch (event) {
                case Key key -> pressed(key.digit());
                case Silence _ -> fetch(at + 1);
                case Established _, PinEntered _, Fetched _, NotFetched _, Played _, CallerLeft _, Saved _ -> ignore();
            };
            case CLOSING -> switch (event) {
                case Played _, Key _ -> go(Phase.SAVING, new StopPlaying(), new Save());
                case Established _, PinEntered _, Fetched _, NotFetched _, Silence _, CallerLeft _, Saved _ -> ignore();
            };
            case SAVING -> event instanceof Saved ? go(Phase.OVER, new HangUp(), new Finish()) : ignore();
            case LEFT -> event instanceof Saved ? go(Phase.OVER, new Finish()) : ignore();
            case OVER -> ignore();
        };
    }

    private Step asked(Event event) {
        return switch (event) {
            case PinEntered pin when pin.right() -> begin();
            case PinEntered _ when wrong + 1 < PINS ->
                new Listening(Phase.PIN, count, at, wrong + 1, heard, deleted).with(new StopPlaying(), new Play(Prompt.PIN_WRONG), new AwaitKey());
            case PinEntered _, Silence _ -> goodbye();
            case Established _, Key _, Fetched _, NotFetched _, Played _, CallerLeft _, Saved _ -> ignore();
        };
    }

    private Step pressed(char digit) {
        return switch (digit) {
            case '1' -> fetch(0);
            case '4' -> fetch(Math.max(0, at - 1));
            case '5', '*' -> fetch(at);
            case '6' -> fetch(at + 1);
            case '7' -> deleted.contains(at)
                    ? new Listening(Phase.PLAYING, count, at, wrong, heard, minus(deleted, at)).with(new StopPlaying(), new Play(Prompt.MESSAGE_KEPT))
                    : new Listening(Phase.PLAYING, count, at, wrong, heard, plus(deleted, at)).with(new StopPlaying(), new Play(Prompt.MESSAGE_DELETED));
            case '#' -> goodbye();
            default -> ignore();
        };
    }

    private Step begin() {
        return count == 0 ? go(Phase.CLOSING, new StopPlaying(), new Play(Prompt.NO_MESSAGES)) : fetch(0);
    }

    private Step fetch(int message) {
        return message >= count ? goodbye()
                : new Listening(Phase.FETCHING, count, message, wrong, heard, deleted).with(new StopPlaying(), new Fetch(message));
    }

    private Step goodbye() {
        return go(Phase.CLOSING, new StopPlaying(), new Play(Prompt.GOODBYE));
    }

    private static Set<Integer> plus(Set<Integer> set, int message) {
        Set<Integer> larger = new HashSet<>(set);
        larger.add(message);
        return larger;
    }

    private static Set<Integer> minus(Set<Integer> set, int message) {
        Set<Integer> smaller = new HashSet<>(set);
        smaller.remove(message);
        return smaller;
    }

    private Step with(Action... actions) {
        return new Step(this, List.of(actions));
    }

    private Step go(Phase next, Action... actions) {
        return new Listening(next, count, at, wrong, heard, deleted).with(actions);
    }

    private Step ignore() {
        return with();
    }
}
