package io.tandem.appserver.conference;

import java.util.Optional;

import io.tandem.appserver.prompt.Prompt;

/** What is said in and before a room. The sound set of its owner has it, else a tone or nothing. */
enum Cue {
    GREETING("conference_greeting"),
    /** Enter the PIN. */
    PIN("conference_pin", Prompt.PIN),
    PIN_WRONG("conference_pin_wrong", Prompt.PIN_WRONG),
    /** To who has just come in. */
    JOINED("conference_joined"),
    /** To all: somebody has come in. */
    JOIN("conference_join", Prompt.CONFERENCE_JOIN),
    /** To all: somebody has left. */
    LEAVE("conference_leave", Prompt.CONFERENCE_LEAVE),
    /** To who is alone in the room so far. */
    FIRST("conference_first"),
    /** To who is alone, over and over. */
    WAITING_MUSIC("conference_waiting_music"),
    FULL("conference_max_participants", Prompt.CONFERENCE_FULL),
    GOODBYE("goodbye", Prompt.GOODBYE);

    private final String handle;
    private final Optional<Prompt> otherwise;

    Cue(String handle) {
        this.handle = handle;
        this.otherwise = Optional.empty();
    }

    Cue(String handle, Prompt otherwise) {
        this.handle = handle;
        this.otherwise = Optional.of(otherwise);
    }

    /** As sound sets call it. */
    String handle() {
        return handle;
    }

    /** Without a sound set; empty for nothing. */
    Optional<Prompt> otherwise() {
        return otherwise;
    }
}
