package io.tandem.appserver.prompt;

import java.util.Locale;

/** Every prompt there is; {@link #fileName} is the WAV that replaces the built-in tones. */
public enum Prompt {
    /** The callee does not answer. */
    UNAVAILABLE,
    /** The callee is on the phone. */
    BUSY,
    /** Speak now. */
    BEEP,
    /** The message is in the mailbox. */
    SAVED,
    /** The mailbox takes no more messages. */
    MAILBOX_FULL,
    /** The message could not be kept. */
    NOT_SAVED;

    public String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".wav";
    }
}
