package io.tandem.proxy.mwi;

import java.nio.charset.StandardCharsets;

import io.tandem.data.mailbox.MailboxState;

/** Writes what a phone is told of its mailbox (RFC 3842 §5.2). Pure. */
public final class MessageSummary {
    public static final String EVENT = "message-summary";
    public static final String CONTENT_TYPE = "application/simple-message-summary";

    private MessageSummary() {}

    public static byte[] of(MailboxState state) {
        return ("Messages-Waiting: %s\r\nMessage-Account: sip:%s@%s\r\nVoice-Message: %d/%d (%d/0)\r\n".formatted(state.fresh() > 0 ? "yes" : "no",
                state.username(), state.domain(), state.fresh(), state.old(), state.urgent())).getBytes(StandardCharsets.UTF_8);
    }
}
