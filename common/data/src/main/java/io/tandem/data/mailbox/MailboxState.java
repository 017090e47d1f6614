package io.tandem.data.mailbox;

/**
 * How many messages a subscriber has. Immutable.
 *
 * @param domain lower case
 * @param fresh  messages that it has not heard, urgent ones too
 * @param old    messages that it has heard and kept
 * @param urgent those of the fresh ones that are urgent
 */
public record MailboxState(String username, String domain, int fresh, int old, int urgent) {}
