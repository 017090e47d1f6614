package io.tandem.appserver.voicemail;

/**
 * A subscriber's mailbox.
 *
 * @param uuid     of the subscriber: the key of everything stored
 * @param messages new messages in it
 */
record Mailbox(String uuid, int messages) {}
