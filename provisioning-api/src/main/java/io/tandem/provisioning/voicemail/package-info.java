/** Mailboxes as their owners see them (provisioning.md §1.13, signalling.md §4.1): settings, messages, recordings and greetings. */
@NullMarked
package io.tandem.provisioning.voicemail;

import org.jspecify.annotations.NullMarked;
