/**
 * Leaving a message (signalling.md §4.1): greeting, beep, recording, WAV row in {@code voicemail.voicemail_spool}. The table of what happens is
 * {@link io.tandem.appserver.voicemail.MessageTaking}; a message is acknowledged only when it is safe in
 * {@code mailbox}.
 */
@NullMarked
package io.tandem.appserver.voicemail;

import org.jspecify.annotations.NullMarked;
