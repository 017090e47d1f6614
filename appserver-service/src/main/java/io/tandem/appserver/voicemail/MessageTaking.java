package io.tandem.appserver.voicemail;

import java.util.List;

import io.tandem.appserver.prompt.Prompt;

/** Taking a message (signalling.md §4.1), as a table. Pure. */
final class MessageTaking {
    sealed interface State {}
    record Idle(boolean full) implements State {}                   // the ACK has not come
    record Greeting() implements State {}
    record Beeping() implements State {}
    record Recording() implements State {}
    record Storing(boolean callerThere) implements State {}
    record Closing() implements State {}                            // last words
    record Over() implements State {}

    sealed interface Event {}
    record Established() implements Event {}
    record PromptPlayed() implements Event {}
    record Hash() implements Event {}                               // the caller pressed #
    record Silence() implements Event {}
    record LimitReached() implements Event {}
    record CallerLeft() implements Event {}
    record Stored() implements Event {}
    record NotStored() implements Event {}
    record TooShort() implements Event {}                           // nothing worth keeping

    sealed interface Action {}
    record PlayGreeting() implements Action {}
    record Play(Prompt prompt) implements Action {}
    record StopPlaying() implements Action {}
    record StartRecording() implements Action {}
    record Store(boolean trimSilence) implements Action {}
    record HangUp() implements Action {}
    record Finish() implements Action {}

    record Step(State next, List<Action> actions) {}

    private MessageTaking() {}

    static Step on(State state, Event event) {
        return switch (state) {
            case Idle s -> switch (event) {
                case Established _ when s.full() -> go(new Closing(), new Play(Prompt.MAILBOX_FULL));
                case Established _               -> go(new Greeting(), new PlayGreeting());
                case CallerLeft _                -> go(new Over(), new Finish());
                case PromptPlayed _, Hash _, Silence _, LimitReached _, Stored _, NotStored _, TooShort _ -> ignore(s);
            };
            case Greeting s -> switch (event) {
                case PromptPlayed _ -> go(new Beeping(), new Play(Prompt.BEEP));
                case Hash _         -> go(new Beeping(), new StopPlaying(), new Play(Prompt.BEEP));
                case CallerLeft _   -> go(new Over(), new Finish());
                case Established _, Silence _, LimitReached _, Stored _, NotStored _, TooShort _ -> ignore(s);
            };
            case Beeping s -> switch (event) {
                case PromptPlayed _ -> go(new Recording(), new StartRecording());
                case CallerLeft _   -> go(new Over(), new Finish());
                case Established _, Hash _, Silence _, LimitReached _, Stored _, NotStored _, TooShort _ -> ignore(s);
            };
            case Recording s -> switch (event) {
                case Hash _, LimitReached _ -> go(new Storing(true), new Store(false));
                case Silence _              -> go(new Storing(true), new Store(true));
                case CallerLeft _           -> go(new Storing(false), new Store(false));
                case Established _, PromptPlayed _, Stored _, NotStored _, TooShort _ -> ignore(s);
            };
            case Storing s -> onStoring(s, event);
            case Closing s -> switch (event) {
                case PromptPlayed _, Hash _ -> go(new Over(), new HangUp(), new Finish());
                case CallerLeft _           -> go(new Over(), new Finish());
                case Established _, Silence _, LimitReached _, Stored _, NotStored _, TooShort _ -> ignore(s);
            };
            case Over s -> ignore(s);
        };
    }

    private static Step onStoring(Storing s, Event event) {
        return switch (event) {
            case Stored _    when s.callerThere() -> go(new Closing(), new Play(Prompt.SAVED));       // committed: only now the caller is told
            case NotStored _ when s.callerThere() -> go(new Closing(), new Play(Prompt.NOT_SAVED));
            case TooShort _  when s.callerThere() -> go(new Over(), new HangUp(), new Finish());
            case Stored _, NotStored _, TooShort _ -> go(new Over(), new Finish());
            case CallerLeft _ -> go(new Storing(false));
            case Established _, PromptPlayed _, Hash _, Silence _, LimitReached _ -> ignore(s);
        };
    }

    private static Step go(State next, Action... actions) {
        return new Step(next, List.of(actions));
    }

    private static Step ignore(State state) {
        return new Step(state, List.of());
    }
}
