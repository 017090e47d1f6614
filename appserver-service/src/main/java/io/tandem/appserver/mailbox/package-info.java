/**
 * Mailboxes and the messages in them: {@code voicemail.voicemail_spool} and, while the database is away, a journal on disk. SQL runs on virtual
 * threads. Applications use {@code Mailboxes} and {@code MessageStore}.
 */
@NullMarked
package io.tandem.appserver.mailbox;

import org.jspecify.annotations.NullMarked;
