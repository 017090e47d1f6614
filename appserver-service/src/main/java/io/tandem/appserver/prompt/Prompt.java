package io.tandem.appserver.prompt;

import java.util.Locale;
import java.util.Objects;

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
    NOT_SAVED,
    /** Enter your PIN. */
    PIN,
    /** That was not your PIN, enter it again. */
    PIN_WRONG,
    /** There are no new messages. */
    NO_MESSAGES,
    /** The message is deleted when you leave. */
    MESSAGE_DELETED,
    /** The message is kept after all. */
    MESSAGE_KEPT,
    /** Last words to the owner of a mailbox. */
    GOODBYE,
    /** A service code has switched something on. */
    SERVICE_ACTIVATED,
    /** A service code has switched something off. */
    SERVICE_DEACTIVATED,
    /** A service code could not be carried out, or lacks something. */
    SERVICE_ERROR,
    /** The subscriber may not change that. */
    SERVICE_UNAVAILABLE,
    /** Somebody has come into the conference room. */
    CONFERENCE_JOIN,
    /** Somebody has left it. */
    CONFERENCE_LEAVE,
    /** The conference room takes no more participants. */
    CONFERENCE_FULL,
    /** This is the wake-up call. */
    REMINDER,
    /** Somebody waits in a call queue. */
    QUEUE_WAITING,
    /** The call queue takes nobody more. */
    QUEUE_FULL,
    /** Nobody has called. */
    NO_CALLS,
    /** The last caller has hidden its number. */
    ANONYMOUS_CALLER,
    /** The digits of a number. */
    DIGIT_0, DIGIT_1, DIGIT_2, DIGIT_3, DIGIT_4, DIGIT_5, DIGIT_6, DIGIT_7, DIGIT_8, DIGIT_9;

    /** @param digit 0 to 9 */
    public static Prompt ofDigit(int digit) {
        return values()[DIGIT_0.ordinal() + Objects.checkIndex(digit, 10)];
    }

    public String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".wav";
    }
}
