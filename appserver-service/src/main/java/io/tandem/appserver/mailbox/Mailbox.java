package io.tandem.appserver.mailbox;

/**
 * A subscriber's mailbox.
 *
 * @param uuid     of the subscriber: the key of everything stored
 * @param messages new messages in it
 */
public record Mailbox(String uuid, int messages) {}
